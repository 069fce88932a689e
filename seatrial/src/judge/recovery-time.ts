/**
 * How long after one fault was undone a journey works again and goes on working for the sustained time. What was not seen
 * for long enough is unproven; what did not happen while it was seen is `> T`, a lower bound and never a number made up.
 *
 * It is seen at the resolution of the windows. A late recovery is not held against the system while another fault is in
 * force, nor a journey that did not work before the fault.
 */
import type { RecordOf } from '../evidence/records.ts';
import { formatUs } from '../std/units.ts';
import type { Verdict } from './finding.ts';
import { normalPauseUs, steadySpans } from './steady.ts';

export interface Bounds {
  readonly withinUs: number;
  readonly sustainedUs: number;
}

/** What became of one fault. */
export interface Recovery {
  readonly verdict: Verdict;
  /** In words: `1.2s`, `> 14s`; null when no time was seen. */
  readonly time: string | null;
  readonly timeUs: number;
  readonly because: readonly string[];
}

/** One fault that was applied, with what the journey did in its phase. */
export interface Case {
  readonly what: string;
  readonly bit: RecordOf<'fault-bit'>;
  readonly undone: RecordOf<'fault-undone'>;
  readonly endUs: number;
  readonly windows: readonly RecordOf<'window'>[];
  /** From when on, after this fault was undone, another one was in force. */
  readonly disturbedUs: number;
}

/** The recovery from one fault that bit and was undone; there is at least one window. */
export function recoveryOf(fault: Case, { withinUs, sustainedUs }: Bounds): Recovery {
  const { what, bit, endUs, windows } = fault;
  const undoneUs = fault.undone.atUs;
  const pauseUs = normalPauseUs(windows, bit.atUs);
  const steady = steadySpans(windows, pauseUs)
    .filter((span) => span.toUs > undoneUs)
    .map((span) => ({ fromUs: Math.max(span.fromUs, undoneUs), toUs: span.toUs }));
  // From the undoing to a first completion that is no further away than usual, nothing was amiss.
  const first = steady[0];
  if (first && first.fromUs - undoneUs <= pauseUs && !failedBetween(windows, undoneUs, first.fromUs)) {
    first.fromUs = undoneUs;
  }
  const held = steady.find((span) => span.toUs - span.fromUs >= sustainedUs);
  const tail = steady.at(-1);
  const open = tail && endUs - tail.toUs <= pauseUs ? tail : undefined;
  const brokenUntilUs = held?.fromUs ?? open?.fromUs ?? endUs;
  const timeUs = Math.max(0, brokenUntilUs - undoneUs);
  const time = `${held ? '' : '> '}${formatUs(timeUs)}`;
  const answer = (verdict: Verdict, sentence: string, more: readonly string[] = []): Recovery => ({
    verdict,
    time,
    timeUs,
    because: [`${what}: ${sentence}`, ...more],
  });

  if (held && timeUs <= withinUs) return answer('proven', `worked again after ${time}`, unhurt(fault, pauseUs));
  if (!held && !windows.some((window) => window.toUs <= bit.atUs && window.failed < window.count)) {
    return answer('unproven', 'the journey did not work before the fault either, so there is nothing to come back to');
  }
  if (Math.min(brokenUntilUs, fault.disturbedUs) - undoneUs > withinUs) {
    return answer('disproven', held ? `worked again only after ${time}` : `did not work again in ${time.slice(2)}`);
  }
  if (held || fault.disturbedUs < endUs) return answer('unproven', `another fault came before it had recovered`);
  const missingUs = sustainedUs + (open ? open.fromUs : undoneUs + withinUs) - endUs;
  return answer('unproven', `the phase ended too early to tell; it must run ${formatUs(missingUs)} longer`);
}

/** A sentence for a fault that the journey did not notice: it neither failed nor paused while it was in force. */
function unhurt({ what, bit, undone, windows }: Case, pauseUs: number): string[] {
  const through = steadySpans(windows, pauseUs).some((span) => span.fromUs <= bit.atUs && span.toUs >= undone.atUs);
  return through ? [`${what}: the journey went on all the while, so there was nothing to recover from`] : [];
}

function failedBetween(windows: readonly RecordOf<'window'>[], fromUs: number, toUs: number): boolean {
  return windows.some((window) => window.failed > 0 && window.fromUs < toUs && window.toUs > fromUs);
}
