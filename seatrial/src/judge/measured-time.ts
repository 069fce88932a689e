/**
 * For how long a phase was measured: from the first to the last instant that any of its windows, arrivals or generator
 * records speaks of. Not the time between the first and the last completion, because a system that hangs completes
 * nothing and that time must count; not the whole phase either, because starting workers is not load.
 */
import type { Ledger } from '../evidence/ledger.ts';
import { type OnePhase, within } from './coverage.ts';

export interface Span {
  readonly fromUs: number;
  readonly toUs: number;
}

/** Null when nothing was measured. */
export function measuredTime(phase: OnePhase, ledger: Ledger): Span | null {
  let fromUs = Number.POSITIVE_INFINITY;
  let toUs = Number.NEGATIVE_INFINITY;
  for (const kind of ['window', 'arrivals', 'generator'] as const) {
    for (const record of within([phase], ledger.of(kind))) {
      fromUs = Math.min(fromUs, record.fromUs);
      toUs = Math.max(toUs, record.toUs);
    }
  }
  return toUs > fromUs ? { fromUs, toUs } : null;
}
