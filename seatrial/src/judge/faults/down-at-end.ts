/**
 * Whether a journey was certainly down when its load ended, although it may have worked for a while after the fault: it was
 * asked to go on as before, and the end shows that it did not. Certain is what failed in the last stretch, or was waited for in
 * vain, more often than chance allows. Not asked where another fault came after this one, of single requests, and where the load
 * had grown by then.
 */
import { countedIn } from '../../evidence/counted.ts';
import { Histogram } from '../../std/histogram.ts';
import { formatUs } from '../../std/units.ts';
import type { Span } from '../measured-time.ts';
import { many, outOf } from '../wording.ts';
import { type FailedShare, nounOf, sum } from './completions.ts';
import type { Bounds, FaultInPhase } from './fault-in-phase.ts';
import { mayBeConnections, newIn, streamsOf } from './new-failures.ts';
import { Timeline } from './timeline.ts';
import { chanceOf, NO_CHANCE } from './usual.ts';
import { silencesOf, waitsOfKnown } from './waits.ts';

/** Fewer than this may be lost without a service being down. */
const FEWEST = 3;
/** Where so large a share is never answered, one of several that answer is dead. */
const HUNG_SHARE = 0.2;
/** A load that is this many times larger is another one. */
const MORE_LOAD = 1.5;

/** A stretch to the end of a load, and what it is held against. */
export interface WatchedToEnd extends Pick<FaultInPhase, 'did' | 'begunUs' | 'undoneUs' | 'endUs' | 'disturbedUs'> {
  readonly usual: Pick<FaultInPhase['usual'], 'windows' | 'answered' | 'timed' | 'longestServiceUs'>;
}

/** How it was down, as a sentence; null where it may have worked, or the load was too short to tell. */
export function downAtEnd(fault: FaultInPhase, { withinUs, sustainedUs }: Bounds): string | null {
  const { did, begunUs, undoneUs, usual, disturbedUs, othersBegunUs } = fault;
  const endUs = did.loadEndUs;
  if (endUs === null || disturbedUs < endUs || othersBegunUs.some((atUs) => atUs > undoneUs)) return null;
  const stretchUs = Math.max(withinUs, sustainedUs) + 2 * usual.longestServiceUs;
  const dueUs = undoneUs + withinUs;
  const last = { fromUs: endUs - stretchUs, toUs: endUs };
  if (last.fromUs < dueUs || grew(fault, last)) return null;
  for (const stream of streamsOf(fault)) {
    const { noun, windows, before: usually } = stream;
    const share = newIn(windows, last, undoneUs);
    if (share.failed * 2 < share.count || !isDown(share, usually)) continue;
    if (mayBeConnections(fault, stream, { fromUs: dueUs, toUs: last.toUs })) continue;
    const what = nounOf(noun, windows.inside(last.fromUs, last.toUs));
    return `${outOf(share.failed, share.count, what)} failed in the last ${formatUs(stretchUs)} of the load`;
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
 * That nothing, or nothing of one step, succeeded any more when the load ended, although it was waited for or failed, as a
 * sentence; or that several were waited for: too short a time to say that it was down, and too long to be as before.
 */
export function silentAtEnd(fault: WatchedToEnd, { sustainedUs }: Bounds): string | null {
  const { did, begunUs, undoneUs, usual, endUs, disturbedUs } = fault;
  if (disturbedUs < endUs) return null;
  for (const step of [null, ...usual.answered]) {
    const sentence = silence(fault, step, sustainedUs);
    if (sentence !== null) return sentence;
  }
  const longUs = Math.max(sustainedUs, 2 * usual.longestServiceUs);
  const count = hungIn(fault, longUs);
  if (count(undoneUs) < FEWEST || count(0, begunUs) > 0) return null;
  const waited = `${many(count(undoneUs), did.noun)} had waited for longer than ${formatUs(longUs)}`;
  return `${waited} when the phase ended, none did before the fault`;
}

/** That nothing succeeded at the end of the load for longer than that; null where something did, or nothing was asked. */
function silence(
  { did, undoneUs, usual, endUs }: WatchedToEnd,
  step: string | null,
  longerThanUs: number,
): string | null {
  const toUs = Math.min(did.loadEndUs ?? endUs, endUs);
  const isOf = (record: { readonly step: string }): boolean => step === null || record.step === step;
  const windows = new Timeline(did.windows.records.filter(isOf));
  const since = windows.inside(undoneUs, did.measured.toUs);
  const last = since.findLast(({ count, failed }) => failed < count);
  const fromUs = last?.toUs ?? undoneUs;
  const what = `${step === null ? 'nothing' : `no '${step}'`} succeeded in the last`;
  const failed = sum(since.filter((window) => window.fromUs >= fromUs)).failed;
  const usually = sum(usual.windows.filter(isOf));
  const isChance = failed < FEWEST || (usually.failed / usually.count) ** failed >= NO_CHANCE;
  // What never succeeded since is told as such.
  if (last !== undefined && toUs - fromUs >= longerThanUs && !isChance)
    return `${what} ${formatUs(toUs - fromUs)} of the load, and ${step === null ? many(failed, did.noun) : failed} failed`;
  const its = { ...did, windows, unfinished: did.unfinished.filter(isOf) };
  const waited = silencesOf(waitsOfKnown(its, usual), its, { fromUs: undoneUs, toUs }, longerThanUs).at(-1);
  if (waited === undefined || waited.toUs < toUs || fromUs > toUs) return null;
  const who = step === null ? `a ${did.noun}` : 'one';
  return `${what} ${formatUs(toUs - waited.fromUs)} of the load, although ${who} was waited for`;
}

/** Whether far more was asked for than before the fault: what fails then may be too much for it at any time. */
function grew({ did, begunUs }: FaultInPhase, { fromUs, toUs }: Span): boolean {
  const beforeUs = begunUs - did.measured.fromUs;
  const before = did.asked(did.measured.fromUs, begunUs) / beforeUs;
  return beforeUs > 0 && did.asked(fromUs, toUs) / (toUs - fromUs) > MORE_LOAD * before;
}

function isDown(share: FailedShare, before: FailedShare): boolean {
  return share.failed >= FEWEST && chanceOf(share, before) < NO_CHANCE;
}

function withHung({ count, failed }: FailedShare, hung: number): FailedShare {
  return { count: count + hung, failed: failed + hung };
}

/**
 * How many of those that were never answered began between two instants, and had waited for longer than that in the end. What
 * was not answered before the fault either may just take so long.
 */
function hungIn(
  { did, usual }: Pick<WatchedToEnd, 'did' | 'usual'>,
  longerThanUs: number,
): (fromUs: number, toUs?: number) => number {
  const its = did.unfinished.filter((record) => {
    const kind = countedIn(record);
    return usual.timed.has(record.step) && (kind === did.noun || (kind === 'message' && did.noun === 'request'));
  });
  const waits = Histogram.merge(its.flatMap(({ waits: told }) => told ?? []));
  const endUs = did.measured.toUs;
  return (fromUs, toUs = endUs) =>
    Math.max(0, waits.countAbove(Math.max(longerThanUs, endUs - toUs)) - waits.countAbove(endUs - fromUs));
}
