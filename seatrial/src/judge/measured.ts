/**
 * What the threshold claims (latency, errors, throughput) share: the bound, the covered phases and the windows of the
 * steps and tags that are asked about. Without a named step that is every step but the whole journey, or the whole journey
 * where it has no other. Completions are counted once a step: a `t.step` around a request counts beside it.
 */
import type { Ledger } from '../evidence/ledger.ts';
import type { EvidenceRecord, RecordOf } from '../evidence/records.ts';
import type { ErrorsClaim, LatencyClaim, ThroughputClaim } from '../plan/claims/claim.ts';
import { hasTags, type Tags, tagLabel } from '../std/tags.ts';
import { type Metric, parseThreshold, type Threshold } from '../std/threshold.ts';
import { type Answer, nothing, withGaps } from './answer.ts';
import { type CoveredPhase, coverage, within } from './coverage.ts';
import { many, naming } from './wording.ts';

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
  const unselected = ofStep(all, claim.step);
  const windows = claim.tags === undefined ? unselected : unselected.filter(isTagged(claim.tags));
  const count = windows.reduce((sum, window) => sum + window.count, 0);
  const why = claim.tags && whyUntellable(claim.tags, unselected, count);
  if (why) return withGaps(nothing(claim.threshold, [why]), gaps);
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

/** Whether a window or an error is of requests with all of these tags. */
export function isTagged(wanted: Tags): (record: Pick<RecordOf<'window'>, 'tags'>) => boolean {
  return ({ tags }) => tags !== undefined && tags !== 'too many' && hasTags(tags, wanted);
}

/** Why nothing can be said of requests with these tags; null when something can. */
function whyUntellable(wanted: Tags, windows: readonly RecordOf<'window'>[], count: number): string | null {
  const untold = windows.filter(({ tags }) => tags === 'too many').reduce((sum, window) => sum + window.count, 0);
  if (untold > 0)
    return `there were more sets of tags than are told apart: which tags ${many(untold, 'request')} had is not known; give tags few values`;
  if (count > 0 || windows.length === 0) return null;
  const labels = new Set(windows.flatMap(({ tags }) => (typeof tags === 'object' ? tagLabel(tags) : [])));
  return `nothing matched ${tagLabel(wanted)}; ${labels.size === 0 ? 'no request was tagged' : `what was tagged: ${naming(labels)}`}`;
}

function nounOf(step: string): string {
  return step === WHOLE_JOURNEY ? 'iteration' : 'completion';
}

function neverRecorded(claim: { journey: string; step: string | null }, all: readonly RecordOf<'window'>[]): string {
  const steps = new Set(all.map((window) => window.step));
  if (claim.step === null || steps.size === 0) return `nothing of '${claim.journey}' was completed`;
  return `step '${claim.step}' of '${claim.journey}' was never recorded; what was: ${naming(steps)}`;
}
