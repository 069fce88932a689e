/**
 * Whether a journey was certainly down when its load ended, although it may have worked for a while after the fault: it was
 * asked to go on as before, and the end shows that it did not. Certain is what failed in the last stretch, or was waited for in
 * vain, more often than chance allows. Not asked where another fault came after this one, of single requests, and where the load
 * had grown by then.
 */
import { countedIn } from '../evidence/counted.ts';
import { Histogram } from '../std/histogram.ts';
import { formatUs } from '../std/units.ts';
import { type Share, sum } from './completions.ts';
import type { Bounds, FaultInPhase } from './fault-in-phase.ts';
import type { Span } from './measured-time.ts';
import { newIn, streamsOf } from './still-down.ts';
import { chanceOf, NO_CHANCE } from './usual.ts';
import { silencesOf, waitsOfKnown } from './waits.ts';
import { many, outOf } from './wording.ts';

/** Fewer than this may be lost without a service being down. */
const FEWEST = 3;
/** Where so large a share is never answered, one of several that answer is dead. */
const HUNG_SHARE = 0.2;
/** A load that is so many times larger is another one. */
const MORE_LOAD = 1.5;

/** How it was down, as a sentence; null where it may have worked, or the load was too short to tell. */
export function downAtEnd(fault: FaultInPhase, { withinUs, sustainedUs }: Bounds): string | null {
  const { did, begunUs, undoneUs, usual, disturbedUs, othersBegunUs } = fault;
  const endUs = did.loadEndUs;
  if (endUs === null || disturbedUs < endUs || othersBegunUs.some((atUs) => atUs > undoneUs)) return null;
  const stretchUs = Math.max(withinUs, sustainedUs) + 2 * usual.longestServiceUs;
  const dueUs = undoneUs + withinUs;
  const last = { fromUs: endUs - stretchUs, toUs: endUs };
  if (last.fromUs < dueUs || grew(fault, last)) return null;
  for (const { noun, windows, before: usually } of streamsOf(fault)) {
    const share = newIn(windows, last, undoneUs);
    if (share.failed * 2 < share.count || !isDown(share, usually)) continue;
    return `${outOf(share.failed, share.count, noun)} failed in the last ${formatUs(stretchUs)} of the load`;
  }
  const count = hungIn(fault, stretchUs);
  const before = withHung(usual.of, count(0, begunUs));
  const done = did.windows.inside(last.fromUs, did.measured.toUs);
  if (done.every(({ count: all, failed }) => failed === all)) {
    const success = did.windows.inside(undoneUs, last.fromUs).findLast(({ count: all, failed }) => failed < all);
    const inVain = count(success?.fromUs ?? undoneUs) + sum(done).failed;
    const since = withHung(
      newIn(did.windows, { fromUs: undoneUs, toUs: did.measured.toUs }, undoneUs),
      count(undoneUs),
    );
    const isSilent = inVain > 0 || count(undoneUs) > 0;
    if (isSilent && [{ count: inVain, failed: inVain }, since].some((share) => isDown(share, before))) {
      const waited = count(undoneUs) > 0 ? `, although ${many(count(undoneUs), did.noun)} waited` : '';
      return `nothing succeeded in the last ${formatUs(stretchUs)} of the load${waited}`;
    }
  }
  const late = count(dueUs);
  const beside = newIn(did.windows, { fromUs: dueUs, toUs: did.measured.toUs - stretchUs }, undoneUs);
  const share = { count: beside.count + late, failed: late };
  const neverBefore = { count: before.count, failed: count(0, begunUs) };
  if (late < HUNG_SHARE * share.count || !isDown(share, neverBefore)) return null;
  const after = `began later than ${formatUs(withinUs)} after it was undone`;
  return `${outOf(late, share.count, did.noun)} that ${after} had waited for longer than ${formatUs(stretchUs)} when the phase ended`;
}

/**
 * That nothing succeeded any more when the load ended, although it was waited for, as a sentence: too short a time to say that
 * it was down, and too long to be as before.
 */
export function silentAtEnd(fault: FaultInPhase, { sustainedUs }: Bounds): string | null {
  const { did, undoneUs, usual, endUs, disturbedUs } = fault;
  const loadEndUs = Math.min(did.loadEndUs ?? endUs, endUs);
  if (disturbedUs < endUs) return null;
  const waits = waitsOfKnown(did, usual);
  const silence = silencesOf(waits, did, { fromUs: undoneUs, toUs: loadEndUs }, sustainedUs).at(-1);
  const isOver = did.windows.inside(loadEndUs, did.measured.toUs).some(({ count, failed }) => failed < count);
  if (silence === undefined || silence.toUs < loadEndUs || isOver) return null;
  const lasted = formatUs(loadEndUs - silence.fromUs);
  return `nothing succeeded in the last ${lasted} of the load, although a ${did.noun} was waited for`;
}

/** Whether far more was asked for than before the fault: what fails then may be too much for it at any time. */
function grew({ did, begunUs }: FaultInPhase, { fromUs, toUs }: Span): boolean {
  const beforeUs = begunUs - did.measured.fromUs;
  const before = did.asked(did.measured.fromUs, begunUs) / beforeUs;
  return beforeUs > 0 && did.asked(fromUs, toUs) / (toUs - fromUs) > MORE_LOAD * before;
}

function isDown(share: Share, before: Share): boolean {
  return share.failed >= FEWEST && chanceOf(share, before) < NO_CHANCE;
}

function withHung({ count, failed }: Share, hung: number): Share {
  return { count: count + hung, failed: failed + hung };
}

/**
 * How many of those that were never answered began between two instants, and had waited for longer than that in the end. What
 * never was answered before the fault either may just take so long.
 */
function hungIn({ did, usual }: FaultInPhase, longerThanUs: number): (fromUs: number, toUs?: number) => number {
  const its = did.unfinished.filter((record) => {
    const kind = countedIn(record);
    return usual.answered.has(record.step) && (kind === did.noun || (kind === 'message' && did.noun === 'request'));
  });
  const waits = Histogram.merge(its.flatMap(({ waits: told }) => told ?? []));
  const endUs = did.measured.toUs;
  return (fromUs, toUs = endUs) =>
    Math.max(0, waits.countAbove(Math.max(longerThanUs, endUs - toUs)) - waits.countAbove(endUs - fromUs));
}
