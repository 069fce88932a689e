/**
 * What the threshold claims (latency, errors, throughput) share: the bound, the covered phases and the windows of the
 * steps that are asked about. Without a named step that is every step but the whole journey, or the whole journey where
 * it has no other. Completions are counted once a step: a `t.step` around a request counts beside it.
 */
import type { Ledger } from '../evidence/ledger.ts';
import type { EvidenceRecord, RecordOf } from '../evidence/records.ts';
import type { ErrorsClaim, LatencyClaim, ThroughputClaim } from '../plan/claim.ts';
import { type Metric, parseThreshold, type Threshold } from '../std/threshold.ts';
import { type Answer, nothing, withGaps } from './answer.ts';
import { type CoveredPhase, coverage, within } from './coverage.ts';
import { naming } from './wording.ts';

export const WHOLE_JOURNEY = 'iteration';

export interface Measured {
  readonly threshold: Threshold;
  readonly phases: readonly CoveredPhase[];
  readonly gaps: readonly string[];
  /** At least one, with at least one completion among them. */
  readonly windows: readonly RecordOf<'window'>[];
  readonly count: number;
  readonly failed: number;
  /** What is counted, in one word. */
  readonly noun: string;
  readonly records: readonly EvidenceRecord[];
}

/** The evidence for a threshold claim, or the answer that there is none. */
export function measured(
  claim: LatencyClaim | ErrorsClaim | ThroughputClaim,
  metric: Metric,
  ledger: Ledger,
): Measured | Answer {
  const parsed = parseThreshold(claim.threshold, metric);
  if (!parsed.ok) {
    return nothing(claim.threshold, [`the threshold can not be read: ${parsed.problem}; ${parsed.hint}`]);
  }
  const { phases, gaps } = coverage(claim, ledger, 'load');
  const all = within(phases, ledger.of('window'));
  const windows = ofStep(all, claim.step);
  const count = windows.reduce((sum, window) => sum + window.count, 0);
  if (count === 0) return withGaps(nothing(claim.threshold, [neverRecorded(claim, all)]), gaps);
  return {
    threshold: parsed.threshold,
    phases,
    gaps,
    windows,
    count,
    failed: windows.reduce((sum, window) => sum + window.failed, 0),
    noun: claim.step === null ? (windows[0]?.step === WHOLE_JOURNEY ? 'iteration' : 'request') : nounOf(claim.step),
    records: [...phases.flatMap((phase) => phase.records), ...windows],
  };
}

/** How the aggregation was written: `p(95)`. */
export function aggregationText({ aggregation, percentile }: Threshold): string {
  return percentile === null ? aggregation : `p(${percentile})`;
}

function ofStep(windows: readonly RecordOf<'window'>[], step: string | null): readonly RecordOf<'window'>[] {
  if (step !== null) return windows.filter((window) => window.step === step);
  const requests = windows.filter((window) => window.step !== WHOLE_JOURNEY);
  return requests.length > 0 ? requests : windows;
}

function nounOf(step: string): string {
  return step === WHOLE_JOURNEY ? 'iteration' : 'completion';
}

function neverRecorded(claim: { journey: string; step: string | null }, all: readonly RecordOf<'window'>[]): string {
  const steps = new Set(all.map((window) => window.step));
  if (claim.step === null || steps.size === 0) return `nothing of '${claim.journey}' was completed`;
  return `step '${claim.step}' of '${claim.journey}' was never recorded; what was: ${naming(steps)}`;
}
