/**
 * By when a journey certainly worked again after a fault: the first stretch after the undoing that begins and ends with a
 * success, lasts for the sustained time, and in which failures, pauses, waits and rate are as they were before.
 */
import type { RecordOf } from '../evidence/records.ts';
import { sum } from './completions.ts';
import type { Span } from './measured-time.ts';
import type { FaultInPhase } from './recovery-time.ts';
import { cameAsOften, failsAsBefore } from './usual.ts';

type Window = RecordOf<'window'>;

/** The windows in which the first and the last success of that stretch were; null when there is no such stretch. */
export function workedAgain(fault: FaultInPhase, sustainedUs: number): { first: Window; last: Window } | null {
  const { did, undoneUs, endUs, usual } = fault;
  const successes = did.windows.inside(undoneUs, endUs).filter(({ count, failed }) => failed < count);
  for (const [index, first] of successes.entries()) {
    const last = lastOfStretch(successes, index, sustainedUs, usual.longestPauseUs);
    if (last && asBefore(fault, { fromUs: first.fromUs, toUs: last.toUs }, sustainedUs)) return { first, last };
  }
  return null;
}

/** Whether nothing was amiss from before the fault to the first success after it: no failure and no pause but usual ones. */
export function wentOnThrough({ did, bitUs, usual }: FaultInPhase, first: Window): boolean {
  const since = did.windows.touching(bitUs - usual.longestPauseUs, first.toUs);
  if (!failsAsBefore(sum(did.windows.touching(bitUs, first.toUs)), usual.of)) return false;
  let reachedUs = since[0]?.toUs ?? first.toUs;
  return since.every(({ fromUs, toUs, count, failed }) => {
    if (failed === count) return true;
    const usually = fromUs - reachedUs <= usual.longestPauseUs;
    reachedUs = Math.max(reachedUs, toUs);
    return usually;
  });
}

/** The first success that ends the sustained time after the one at `index`; null when a pause or the end comes before. */
function lastOfStretch(
  successes: readonly Window[],
  index: number,
  sustainedUs: number,
  longestPauseUs: number,
): Window | null {
  let last = successes[index];
  const fromUs = last?.fromUs ?? 0;
  for (let next = index + 1; last && last.toUs - fromUs < sustainedUs; next++) {
    const success = successes[next];
    if (!success || success.fromUs - last.toUs > longestPauseUs) return null;
    last = success;
  }
  return last ?? null;
}

function asBefore({ did, usual, waits }: FaultInPhase, { fromUs, toUs }: Span, sustainedUs: number): boolean {
  const share = sum(did.windows.touching(fromUs, toUs));
  if (!failsAsBefore(share, usual.of)) return false;
  if (!failsAsBefore(sum(did.iterations.touching(fromUs, toUs)), usual.iterations)) return false;
  const untilUs = fromUs + sustainedUs;
  if (waits.touching(fromUs, untilUs).some((wait) => wait.fromUs <= fromUs && wait.toUs >= untilUs)) return false;
  return cameAsOften(share.count - share.failed, did.asked(fromUs, toUs), usual);
}
