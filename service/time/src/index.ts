/** Time in a service: how long is waited, how long an answer is kept, and jobs that are done again and again. */
export { every, type Job, ledBy, type Repeated } from './every.ts';
export { kept } from './kept.ts';
export { afterAtMost, unfinished, within } from './within.ts';
