/**
 * The time a rate is over: that of the load, from its first instant to the one from which on nothing more was started.
 * What completes in the grace after it counts, so that 200/s asked and served are 200/s with a slow last answer too.
 *
 * Where more than 5 % of all completed in the grace, they may be a backlog that was worked off: the time then runs on to the
 * last completion. Not so in an open load whose late ones took no longer than usual, because as many were on their way at
 * any time. Claims and tables both ask here.
 */
import { mainWindows } from '../evidence/counted.ts';
import type { Ledger } from '../evidence/ledger.ts';
import type { RecordOf } from '../evidence/records.ts';
import { Histogram } from '../std/histogram.ts';
import { type OnePhase, within } from './coverage.ts';
import { measuredTime, type Span } from './measured-time.ts';

const LATE_SHARE = 0.05;
/** Two times of one bucket of a histogram are the same. */
const SAME = 1.01;

/** Null when nothing was measured. In journals of version 0.1 it is the whole measured time. */
export function loadTime(phase: OnePhase, ledger: Ledger): Span | null {
  const spans = within([phase], ledger.of('load-span'));
  if (spans.length === 0) return measuredTime(phase, ledger);
  const fromUs = Math.min(...spans.map((span) => span.fromUs));
  const endUs = Math.max(...spans.map((span) => span.toUs));
  const windows = mainWindows(within([phase], ledger.of('window')));
  const late = windows.filter((window) => (window.fromUs + window.toUs) / 2 > endUs);
  const open = within([phase], ledger.of('arrivals')).some(({ due }) => due !== null);
  const isBacklog = total(late) > LATE_SHARE * total(windows) && !(open && tookAsUsual(late, windows));
  const toUs = isBacklog ? Math.max(endUs, ...late.map((window) => window.toUs)) : endUs;
  return toUs > fromUs ? { fromUs, toUs } : null;
}

/** How long spans are together; where they overlap, that time counts once. */
export function togetherUs(spans: readonly Span[]): number {
  let totalUs = 0;
  let untilUs = Number.NEGATIVE_INFINITY;
  for (const { fromUs, toUs } of spans.toSorted((a, b) => a.fromUs - b.fromUs)) {
    totalUs += Math.max(0, toUs - Math.max(fromUs, untilUs));
    untilUs = Math.max(untilUs, toUs);
  }
  return totalUs;
}

/** At most half of them were slower than 95 % of those that completed during the load. */
function tookAsUsual(late: readonly RecordOf<'window'>[], all: readonly RecordOf<'window'>[]): boolean {
  const isLate = new Set(late);
  const usual = Histogram.merge(all.filter((window) => !isLate.has(window)).map((window) => window.response));
  if (usual.count === 0) return false;
  const slow = Histogram.merge(late.map((window) => window.response)).countAbove(SAME * usual.quantile(0.95));
  return slow <= total(late) / 2;
}

function total(windows: readonly RecordOf<'window'>[]): number {
  return windows.reduce((sum, window) => sum + window.count, 0);
}
