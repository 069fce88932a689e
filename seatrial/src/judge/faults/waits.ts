/**
 * Requests that waited unusually long for their answer, and the silences that they show: nothing succeeded, and it was not
 * for want of a request. A pause alone shows nothing, because users think.
 */

import type { Span } from '../measured-time.ts';
import type { Completions } from './completions.ts';
import { Timeline } from './timeline.ts';
import type { Usual } from './usual.ts';

type Known = Pick<Usual, 'longestServiceUs'>;

/**
 * Spans in which a request waited for more than twice as long as the longest had taken before. Of each window the longest
 * is known; of what was unfinished at the end as well.
 */
export function waitsOf({ noun, windows, unfinished, measured }: Completions, usual: Known): Timeline<Span> {
  const unusualUs = 2 * usual.longestServiceUs;
  const answered = noun === 'iteration' ? [] : windows.records; // an iteration may have thought or slept
  return new Timeline([
    ...answered
      .filter(({ service }) => service.maxUs > unusualUs)
      .map(({ service, fromUs, toUs }) => ({ fromUs: toUs - service.maxUs, toUs: fromUs })),
    ...unfinished
      .filter(({ longestUs }) => longestUs > unusualUs)
      .map(({ longestUs }) => ({ fromUs: measured.toUs - longestUs, toUs: measured.toUs })),
  ]);
}

/**
 * The same of steps of which it is known how long they take when all is well: a poll, or a message that is rare, may well be
 * waited for for minutes.
 */
export function waitsOfKnown(did: Completions, usual: Known & Pick<Usual, 'timed'>): Timeline<Span> {
  const isKnown = ({ step }: { readonly step: string }): boolean => usual.timed.has(step);
  const windows = new Timeline(did.windows.records.filter(isKnown));
  return waitsOf({ ...did, windows, unfinished: did.unfinished.filter(isKnown) }, usual);
}

/** The parts of `during` in which a request waited and nothing succeeded, and which are longer than `longerThanUs`. */
export function silencesOf(waits: Timeline<Span>, did: Completions, during: Span, longerThanUs: number): Span[] {
  const successes = did.windows.touching(during.fromUs, during.toUs).filter(({ count, failed }) => failed < count);
  let next = 0;
  let silentUs = during.fromUs;
  return waits.records.flatMap((wait) => {
    for (let success = successes[next]; success && success.fromUs < wait.toUs; success = successes[++next]) {
      silentUs = Math.max(silentUs, success.toUs);
    }
    const silence = { fromUs: Math.max(silentUs, wait.fromUs), toUs: Math.min(wait.toUs, during.toUs) };
    return silence.toUs - silence.fromUs > longerThanUs ? [silence] : [];
  });
}
