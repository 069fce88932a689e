/**
 * How long after one fault was undone a journey works again as before, and goes on for the sustained time. The evidence
 * gives two bounds: by when it certainly worked (`worked-again.ts`) and until when it certainly did not (`still-down.ts`).
 * A claim is proven by the first, disproven by the second, and unproven where it lies between them.
 *
 * It is seen at the resolution of the windows. What fails while another fault is in force is not held against the system.
 */
import { formatUs } from '../../std/units.ts';
import type { Verdict } from '../finding.ts';
import type { Span } from '../measured-time.ts';
import { unfinishedTexts } from '../unfinished.ts';
import { many, outOf } from '../wording.ts';
import { notAsBefore } from './as-before.ts';
import { nounOf, sum } from './completions.ts';
import { downAtEnd, silentAtEnd } from './down-at-end.ts';
import type { Bounds, FaultInPhase } from './fault-in-phase.ts';
import { mayBeConnections, newIn, type Stream, streamsOf } from './new-failures.ts';
import { stillDown } from './still-down.ts';
import { cameAsOften, failsAsBefore } from './usual.ts';
import { wentOnThrough, workedAgain } from './worked-again.ts';

/** What became of one fault. */
export interface Recovery {
  readonly verdict: Verdict;
  /** In words: `1.2s`, `> 14s`, `no lasting recovery in 7s`; null when nothing was seen. */
  readonly time: string | null;
  readonly timeUs: number;
  readonly because: readonly string[];
}

/** How late a probe may see that an instance is ready: it asks every 100 ms. */
const PROBE_US = 200_000;

/** The recovery from one fault that bit, was undone, and whose instance became ready again where it had to. */
export function recoveryOf(fault: FaultInPhase, bounds: Bounds): Recovery {
  const { undoneUs, usual, ready } = fault;
  const { withinUs } = bounds;
  const seen = workedAgain(fault, bounds);
  const down = stillDown(fault, bounds);
  const workedUs = seen && (wentOnThrough(fault, seen.first) ? 0 : seen.first.toUs - undoneUs);
  const readyUs = ready === null ? 0 : Math.max(0, ready.atUs - undoneUs);
  const timeUs = Math.max(readyUs, workedUs ?? (down?.untilUs ?? undoneUs) - undoneUs);
  const answer = (verdict: Verdict, ...told: readonly string[]): Recovery => {
    const sentences = verdict === 'proven' ? told : [...told, ...hung(fault, bounds)];
    const time = workedUs !== null ? formatUs(timeUs) : notYet(verdict, timeUs, fault, bounds);
    return { verdict, time, timeUs, because: sentences.map((sentence) => `${fault.what}: ${sentence}`) };
  };

  const worked = workedUs === null ? [] : [workedSentence(fault, workedUs, readyUs)];
  const calmUs = fault.disturbedUs - undoneUs;
  if (ready && Math.min(readyUs - PROBE_US, calmUs) > withinUs) {
    return answer(
      'disproven',
      `${ready.name} was ready again only ${formatUs(readyUs)} after it was undone`,
      ...worked,
    );
  }
  if (usual.of.count === 0 || usual.of.failed * 2 > usual.of.count) {
    return answer('unproven', 'the journey did not work before the fault, so there is nothing to come back to');
  }
  const atEnd = downAtEnd(fault, bounds);
  const ended = atEnd ?? silentAtEnd(fault, bounds);
  const amiss = seen === null ? [] : [...notAsBefore(fault, seen.first.fromUs), ...(ended === null ? [] : [ended])];
  const tooFine = usual.pauseUs > withinUs ? [tooFineSentence(fault, withinUs)] : [];
  if (workedUs !== null && timeUs <= withinUs && tooFine.length === 0) {
    return answer(amiss.length === 0 ? 'proven' : 'unproven', ...worked, ...amiss);
  }
  if (down) return answer('disproven', down.sentence, ...worked, ...amiss);
  if (atEnd !== null && seen === null) return notLasting(fault, atEnd);
  return answer('unproven', ...tooFine, ...worked, ...amiss, ...doubts(fault, bounds, workedUs));
}

/** What was never answered, which is in no other figure: neither a success nor a failure. */
function hung({ did, endUs }: FaultInPhase, { sustainedUs }: Bounds): string[] {
  if (endUs < did.measured.toUs) return [];
  return unfinishedTexts(did.unfinished.filter(({ longestUs }) => longestUs >= sustainedUs));
}

/** It may have worked in time, and certainly did not go on. */
function notLasting(fault: FaultInPhase, sentence: string): Recovery {
  const timeUs = watchedFor(fault);
  const time = `no lasting recovery in ${formatUs(timeUs)}`;
  return { verdict: 'disproven', time, timeUs, because: [`${fault.what}: ${sentence}`] };
}

/** What was seen of a journey that was not seen to work again: how long it was certainly down, or how long nobody saw it work. */
function notYet(
  verdict: Verdict,
  timeUs: number,
  fault: FaultInPhase,
  { withinUs, sustainedUs }: Bounds,
): string | null {
  if (verdict === 'disproven') return timeUs > 0 ? `> ${formatUs(timeUs)}` : null;
  const watchedUs = watchedFor(fault);
  const isLong = watchedUs >= withinUs + sustainedUs && fault.usual.of.failed * 2 <= fault.usual.of.count;
  return isLong ? `no lasting recovery in ${formatUs(watchedUs)}` : null;
}

/** From the undoing to the end of the phase, or to the next fault. */
function watchedFor({ undoneUs, endUs, disturbedUs }: FaultInPhase): number {
  return Math.min(endUs, disturbedUs) - undoneUs;
}

function workedSentence({ ready }: FaultInPhase, workedUs: number, readyUs: number): string {
  const journey = workedUs === 0 ? 'the journey did not notice it' : `worked again within ${formatUs(workedUs)}`;
  if (ready === null || readyUs <= workedUs) return journey;
  return `${ready.name} was ready again after ${formatUs(readyUs)}; ${journey}`;
}

function tooFineSentence({ did, usual }: FaultInPhase, withinUs: number): string {
  if (usual.pauseUs === Number.POSITIVE_INFINITY) return `no ${did.noun} succeeded before the fault`;
  const pause = `before the fault a ${did.noun} succeeded every ${formatUs(usual.pauseUs)} on average`;
  return `${pause}, so ${formatUs(withinUs)} is too fine to be seen`;
}

/** Why it is not known whether it worked in time. */
function doubts(fault: FaultInPhase, { withinUs, sustainedUs }: Bounds, workedUs: number | null): string[] {
  const { undoneUs, endUs } = fault;
  const neededUs = undoneUs + withinUs + sustainedUs;
  if (fault.disturbedUs < neededUs) return ['another fault came before it had recovered'];
  if (workedUs !== null) {
    const span = { fromUs: undoneUs + withinUs, toUs: undoneUs + workedUs };
    const beforeThat = streamsOf(fault).flatMap((stream) => connectionsSentence(fault, stream, span));
    return workedUs > withinUs ? ['whether it worked before that is not known', ...beforeThat] : [];
  }
  const missingUs = neededUs - endUs;
  if (missingUs > 0) return [`the phase ended too early to tell; it must run ${formatUs(missingUs)} longer`];
  const signs = signsOf(fault, sustainedUs);
  const shown = signs.length === 0 ? '' : `: ${signs.join(', ')}`;
  const until = fault.disturbedUs < endUs ? 'until another fault came' : 'until the phase ended';
  const watched = `in the ${formatUs(watchedFor(fault))} ${until}`;
  return [`${watched} it was not seen to work as before for ${formatUs(sustainedUs)} and to stay so${shown}`];
}

/** That what failed may have been connections that the fault broke. */
function connectionsSentence(fault: FaultInPhase, stream: Stream, span: Span): string[] {
  if (!mayBeConnections(fault, stream, span)) return [];
  const { count, failed } = newIn(stream.windows, span, fault.undoneUs);
  const what = `${outOf(failed, count, stream.noun)} failed from ${formatUs(span.fromUs - fault.undoneUs)} after it was undone until then`;
  return [`${what}, no more than the ${many(fault.did.users, 'user')}: each may have kept a connection that was gone`];
}

/** What differed, from the undoing to the end. */
function signsOf({ did, usual, undoneUs, endUs, waits }: FaultInPhase, sustainedUs: number): string[] {
  const since = did.windows.inside(undoneUs, endUs);
  const noun = nounOf(did.noun, since);
  const share = sum(since);
  const own = sum(did.iterations.inside(undoneUs, endUs));
  const succeeded = share.count - share.failed;
  const asked = did.asked(undoneUs, endUs);
  const waited = waits.inside(undoneUs, endUs).filter(({ fromUs, toUs }) => toUs - fromUs >= sustainedUs);
  const longestUs = Math.max(0, ...waited.map(({ fromUs, toUs }) => toUs - fromUs));
  return [
    ...(failsAsBefore(share, usual.of) ? [] : [`${outOf(share.failed, share.count, noun)} failed`]),
    ...(failsAsBefore(own, usual.iterations) ? [] : [`${outOf(own.failed, own.count, 'iteration')} failed`]),
    ...(succeeded === 0 ? [`no ${noun} succeeded`] : []),
    ...(cameAsOften(succeeded, asked, usual)
      ? []
      : [`${many(succeeded, noun)} succeeded where about ${Math.round((usual.perAsked ?? 0) * asked)} were usual`]),
    ...(longestUs > 0 ? [`a ${noun} waited ${formatUs(longestUs)}`] : []),
  ];
}
