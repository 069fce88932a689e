/** What a program of a service is as a process: how it tells a mistake, how it ends, the processes that end with it, and the defect planted in it. */
export { type ChildStart, type StartedChild, startChild } from './child.ts';
export { reportFailure, withUsage } from './command.ts';
export { loadDefect } from './defect.ts';
export { endWhenAsked } from './ending.ts';
