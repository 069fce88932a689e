/**
 * What the threshold claims (latency, errors, throughput) share: the bound, the covered phases and the windows that are
 * asked about. Without a named step that is what `mainKind` says: requests, or `t.step` blocks where a journey has its own
 * client, and never empty iterations.
 */
import { countedIn, mainKind, mainWindows, WHOLE_JOURNEY } from '../evidence/counted.ts';
import type { Ledger } from '../evidence/ledger.ts';
import type { Counted, EvidenceRecord, RecordOf } from '../evidence/records.ts';
import type { ErrorsClaim, LatencyClaim, ThroughputClaim } from '../plan/claims/claim.ts';
import { hasTags, type Tags, tagLabel } from '../std/tags.ts';
import { type MetricType, parseThreshold, type Threshold } from '../std/threshold.ts';
import { type Answer, noEvidence, withGaps } from './answer.ts';
import { type CoveredPhase, coverage, within } from './coverage.ts';
import { nothingOf } from './doubts.ts';
import type { JudgedPart } from './parts.ts';
import { many, naming } from './wording.ts';

export type MeasuringClaim = LatencyClaim | ErrorsClaim | ThroughputClaim;

export interface Measured {
  readonly threshold: Threshold;
  readonly phases: readonly CoveredPhase[];
  readonly gaps: readonly string[];
  /** What is counted. */
  readonly kind: Counted;
  readonly step: string | null;
  /** Whether neither a step nor tags narrow the claim. */
  readonly isWhole: boolean;
  /** Of all phases; with none of them, something of this kind was still under way when a phase was ended. */
  readonly windows: readonly RecordOf<'window'>[];
}

/** What of it is in one part. */
export interface Counts {
  readonly windows: readonly RecordOf<'window'>[];
  readonly count: number;
  readonly failed: number;
  readonly records: readonly EvidenceRecord[];
}

/** The evidence for a threshold claim, or the answer that there is none. */
export function measured(claim: MeasuringClaim, metric: MetricType, ledger: Ledger): Measured | Answer {
  const parsed = parseThreshold(claim.threshold, metric);
  if (!parsed.ok) {
    return noEvidence(claim.threshold, [`the threshold cannot be read: ${parsed.problem}; ${parsed.hint}`]);
  }
  const { phases, gaps } = coverage(claim, ledger, 'load');
  const unproven = (why: string): Answer => withGaps(nothingOf(claim.threshold, why, phases, ledger), gaps);
  const all = within(phases, ledger.of('window'));
  const named = all.filter(isNamed(claim.step));
  const hung = within(phases, ledger.of('unfinished')).filter(isNamed(claim.step));
  const kind = mainKind([...named, ...hung]);
  if (kind === null) return unproven(neverRecorded(claim, all));
  // Iterations that threw say something all the same, and only a claim about errors can hear it.
  const isEmpty = kind === 'iteration' && claim.step === null;
  if (isEmpty && claim.kind !== 'errors') return unproven(onlyIterations(claim.journey));
  const unselected = mainWindows(named).filter((window) => countedIn(window) === kind);
  const windows = claim.tags === undefined ? unselected : unselected.filter(isTagged(claim.tags));
  const why = claim.tags && reasonTagsUnknown(claim.tags, unselected, total(windows));
  if (why) return unproven(why);
  if (total(windows) === 0 && hung.length === 0) return unproven(neverRecorded(claim, all));
  const isWhole = claim.step === null && claim.tags === undefined;
  return { threshold: parsed.threshold, phases, gaps, kind, step: claim.step, isWhole, windows };
}

export function countsIn({ windows }: Measured, { phases }: JudgedPart): Counts {
  const own = within(phases, windows);
  return {
    windows: own,
    count: total(own),
    failed: own.reduce((sum, { failed }) => sum + failed, 0),
    records: [...phases.flatMap((phase) => phase.records), ...own],
  };
}

/** The errors of what is counted in one part. */
export function errorsIn(
  { kind, step }: Measured,
  { phases }: JudgedPart,
  tags: Tags | undefined,
  ledger: Ledger,
): readonly RecordOf<'errors'>[] {
  return within(phases, ledger.of('errors'))
    .filter((record) => isNamed(step)(record) && countedIn(record) === kind)
    .filter(tags === undefined ? () => true : isTagged(tags));
}

/** How the aggregation was written: `p(95)`. */
export function aggregationText({ aggregation, percentile }: Threshold): string {
  return percentile === null ? aggregation : `p(${percentile})`;
}

/** Whether a record is of the step that a claim names. The name of the whole journey names nothing else. */
function isNamed(step: string | null): (record: Pick<RecordOf<'window'>, 'of' | 'step'>) => boolean {
  return (record) =>
    step === null || (record.step === step && (step !== WHOLE_JOURNEY || countedIn(record) === 'iteration'));
}

/** Whether a window or an error is of requests with all of these tags. */
function isTagged(wanted: Tags): (record: Pick<RecordOf<'window'>, 'tags'>) => boolean {
  return ({ tags }) => tags !== undefined && tags !== 'too many' && hasTags(tags, wanted);
}

/** Why nothing can be said of requests with these tags; null when something can. */
function reasonTagsUnknown(wanted: Tags, windows: readonly RecordOf<'window'>[], count: number): string | null {
  const untold = total(windows.filter(({ tags }) => tags === 'too many'));
  if (untold > 0)
    return `there were more sets of tags than are counted by themselves, so the tags of ${many(untold, 'request')} are not known; use tags with few values`;
  if (count > 0 || windows.length === 0) return null;
  const labels = new Set(windows.flatMap(({ tags }) => (typeof tags === 'object' ? tagLabel(tags) : [])));
  return `nothing matched ${tagLabel(wanted)}; ${labels.size === 0 ? 'no request was tagged' : `what was tagged: ${naming(labels)}`}`;
}

/** Why whole iterations do not stand for what was asked of a system. */
export function onlyIterations(journey: string): string {
  const hint = `time what it does with t.step, or claim something of whole iterations: step: '${WHOLE_JOURNEY}'`;
  return `'${journey}' made no request and no step in what the claim covers; ${hint}`;
}

function neverRecorded(claim: { journey: string; step: string | null }, all: readonly RecordOf<'window'>[]): string {
  const steps = new Set(all.map((window) => window.step));
  if (claim.step === null || steps.size === 0) return `nothing of '${claim.journey}' was completed`;
  return `step '${claim.step}' of '${claim.journey}' was never recorded; what was: ${naming(steps)}`;
}

function total(windows: readonly RecordOf<'window'>[]): number {
  return windows.reduce((sum, { count }) => sum + count, 0);
}
