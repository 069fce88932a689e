/**
 * By when a journey certainly worked again after a fault: the first stretch after the undoing that begins and ends with a
 * success, lasts for the sustained time, and in which failures, pauses, waits and rate are as they were before. What follows
 * it must not be certainly worse.
 */
import type { RecordOf } from '../../evidence/records.ts';
import type { Span } from '../measured-time.ts';
import { byCause, type Completions, sum } from './completions.ts';
import type { Bounds, FaultInPhase } from './fault-in-phase.ts';
import { cameAsOften, chanceOf, failsAsBefore, NO_CHANCE, type Usual } from './usual.ts';

type Window = RecordOf<'window'>;

/** The windows in which the first and the last success of that stretch were; null when there is no such stretch. */
export function workedAgain(fault: FaultInPhase, bounds: Bounds): { first: Window; last: Window } | null {
  const { did, undoneUs, endUs, usual } = fault;
  const { sustainedUs } = bounds;
  const successes = did.windows.inside(undoneUs, endUs).filter(({ count, failed }) => failed < count);
  let notBeforeUs = undoneUs;
  for (const [index, first] of successes.entries()) {
    const last = first.fromUs < notBeforeUs ? null : lastOfStretch(successes, index, sustainedUs, usual.longestPauseUs);
    if (last === null || !asBefore(fault, { fromUs: first.fromUs, toUs: last.toUs }, sustainedUs)) continue;
    if (staysSo(fault, first.fromUs, bounds.withinUs)) return { first, last };
    notBeforeUs = first.fromUs + sustainedUs;
  }
  return null;
}

/** Whether nothing was amiss from before the fault to the first success after it: no failure, pause or wait but usual ones. */
export function wentOnThrough({ did, begunUs, usual, waits }: FaultInPhase, first: Window): boolean {
  if (!failAsBefore(did, usual, begunUs, first.toUs) || waits.touching(begunUs, first.toUs).length > 0) return false;
  const since = did.windows.touching(begunUs - usual.longestPauseUs, first.toUs);
  let reachedUs = since[0]?.toUs ?? first.toUs;
  return since.every(({ fromUs, toUs, count, failed }) => {
    if (failed === count) return true;
    const usually = fromUs - reachedUs <= usual.longestPauseUs;
    reachedUs = Math.max(reachedUs, toUs);
    return usually;
  });
}

/** Until when what follows an instant can be held against it: the end of the phase, or the next fault. */
export function calmUntil({ endUs, othersBegunUs }: FaultInPhase, fromUs: number): number {
  return Math.min(endUs, ...othersBegunUs.filter((atUs) => atUs > fromUs));
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
  if (!failAsBefore(did, usual, fromUs, toUs)) return false;
  if (waits.touching(fromUs, toUs).some((wait) => wait.toUs - wait.fromUs >= sustainedUs)) return false;
  return cameAsOften(succeeded(did, fromUs, toUs), did.asked(fromUs, toUs), usual);
}

/** Requests by each cause, so that a new one does not hide behind an old one; and iterations that failed by themselves. */
function failAsBefore(did: Completions, usual: Usual, fromUs: number, toUs: number): boolean {
  const windows = did.windows.touching(fromUs, toUs);
  const { count } = sum(windows);
  for (const [cause, failed] of byCause(windows, did.errors.touching(fromUs, toUs))) {
    const before = { count: usual.of.count, failed: usual.causes.get(cause) ?? 0 };
    if (!failsAsBefore({ count, failed }, before)) return false;
  }
  return failsAsBefore(sum(did.iterations.touching(fromUs, toUs)), usual.iterations);
}

/** Whether what followed, up to the end or the next fault, was not certainly worse than before. */
function staysSo(fault: FaultInPhase, fromUs: number, withinUs: number): boolean {
  const { did, usual, waits } = fault;
  const endUs = calmUntil(fault, fromUs);
  if (chanceOf(sum(did.windows.inside(fromUs, endUs)), usual.of) < NO_CHANCE) return false;
  if (waits.touching(fromUs, endUs).some((wait) => wait.toUs - wait.fromUs > withinUs)) return false;
  return cameAsOften(succeeded(did, fromUs, endUs), did.asked(fromUs, endUs), usual);
}

function succeeded(did: Completions, fromUs: number, toUs: number): number {
  const { count, failed } = sum(did.windows.touching(fromUs, toUs));
  return count - failed;
}
