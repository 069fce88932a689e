/**
 * Judges a claim about what a journey measures of its own: all readings of one name over the covered phases, merged. What
 * was never measured is unproven, and so is a name under which different kinds of things were measured.
 */
import type { Ledger } from '../evidence/ledger.ts';
import type { RecordOf } from '../evidence/records.ts';
import type { MetricClaim } from '../plan/claims/claim.ts';
import { Histogram } from '../std/histogram.ts';
import { keeps, parseThreshold, type Threshold } from '../std/threshold.ts';
import { aggregatedUs } from './aggregated.ts';
import { type Answer, type Judge, nothing, withGaps } from './answer.ts';
import { type CoveredPhase, coverage, within } from './coverage.ts';
import { aggregationText } from './measured.ts';
import { measuredTime } from './measured-time.ts';
import { unlessOurs } from './own-failures.ts';
import { many, naming } from './wording.ts';

type Reading<T extends RecordOf<'metric'>['type']> = Extract<RecordOf<'metric'>, { type: T }>;

export const judgeMetric: Judge<MetricClaim> = (claim, ledger) => {
  const { phases, gaps } = coverage(claim, ledger);
  const all = within(phases, ledger.of('metric'));
  const readings = all.filter((reading) => reading.metric === claim.metric);
  const [first] = readings;
  const unproven = (because: string) => withGaps(nothing(claim.threshold, [because]), gaps);
  if (!first) return unproven(neverMeasured(claim, all));
  if (readings.some(({ type }) => type !== first.type)) {
    return unproven(`different kinds of things are measured as '${claim.metric}'; give each a name of its own`);
  }
  const parsed = parseThreshold(claim.threshold, first.type);
  if (!parsed.ok) return unproven(`'${claim.metric}' is a ${first.type}: ${parsed.problem}; ${parsed.hint}`);
  const { value, of } = aggregated(readings, parsed.threshold, phases, ledger);
  if (Number.isNaN(value)) return unproven('no time was measured, so there is no rate');
  const kept = keeps(value, parsed.threshold);
  if (!kept && gaps.length > 0 && moreCouldMend(parsed.threshold)) {
    return unproven(`what is missing could have brought ${aggregationText(parsed.threshold)} to its bound`);
  }
  const answer: Answer = {
    verdict: kept ? 'proven' : 'disproven',
    required: claim.threshold,
    observed: `${aggregationText(parsed.threshold)} = ${Number(value.toPrecision(4))} of ${of}`,
    because: [`'${claim.metric}' was measured in ${many(readings.length, 'window')}`],
    records: [...phases.flatMap((phase) => phase.records), ...readings],
  };
  return withGaps(unlessOurs(answer, phases, ledger), gaps);
};

/** A count and a maximum only grow, a minimum only shrinks: a bound in that direction can still be reached. */
function moreCouldMend({ aggregation, operator }: Threshold): boolean {
  const grows = aggregation === 'count' || aggregation === 'max';
  return (grows && operator.startsWith('>')) || (aggregation === 'min' && operator.startsWith('<'));
}

/** The aggregated value, in the unit of the bound, and what it is of. */
function aggregated(
  readings: readonly RecordOf<'metric'>[],
  threshold: Threshold,
  phases: readonly CoveredPhase[],
  ledger: Ledger,
): { value: number; of: string } {
  const { type } = readings[0] as RecordOf<'metric'>;
  if (type === 'counter') return valueOfCounter(readings as Reading<'counter'>[], threshold, phases, ledger);
  if (type === 'gauge') return valueOfGauge(readings as Reading<'gauge'>[], threshold);
  if (type === 'rate') return valueOfRate(readings as Reading<'rate'>[], threshold);
  return valueOfTrend(readings as Reading<'trend'>[], threshold);
}

function valueOfCounter(
  readings: readonly Reading<'counter'>[],
  { aggregation }: Threshold,
  phases: readonly CoveredPhase[],
  ledger: Ledger,
): { value: number; of: string } {
  const sum = readings.reduce((total, reading) => total + reading.sum, 0);
  if (aggregation === 'count') return { value: sum, of: 'all that was counted' };
  const spans = phases.flatMap((phase) => measuredTime(phase, ledger) ?? []);
  const seconds = spans.reduce((total, { fromUs, toUs }) => total + (toUs - fromUs) / 1e6, 0);
  return { value: seconds > 0 ? sum / seconds : Number.NaN, of: `${sum.toLocaleString('en-US')} counted, a second` };
}

function valueOfGauge(
  readings: readonly Reading<'gauge'>[],
  { aggregation }: Threshold,
): { value: number; of: string } {
  const of = many(readings.length, 'reading');
  if (aggregation === 'min') return { value: Math.min(...readings.map(({ least }) => least)), of };
  if (aggregation === 'max') return { value: Math.max(...readings.map(({ most }) => most)), of };
  return { value: readings.reduce((last, reading) => (reading.toUs >= last.toUs ? reading : last)).last, of };
}

function valueOfRate(readings: readonly Reading<'rate'>[], { aggregation }: Threshold): { value: number; of: string } {
  const passes = readings.reduce((sum, reading) => sum + reading.passes, 0);
  const total = readings.reduce((sum, reading) => sum + reading.fails, passes);
  return { value: aggregation === 'count' ? passes : passes / total, of: many(total, 'sample') };
}

function valueOfTrend(readings: readonly Reading<'trend'>[], threshold: Threshold): { value: number; of: string } {
  const values = Histogram.merge(readings.map((reading) => reading.values));
  return { value: aggregatedUs(values, threshold) / 1000, of: many(values.count, 'sample') };
}

function neverMeasured(claim: MetricClaim, all: readonly RecordOf<'metric'>[]): string {
  const names = new Set(all.map((reading) => reading.metric));
  return `'${claim.metric}' of '${claim.journey}' was never measured${names.size > 0 ? `; what was: ${naming(names)}` : ''}`;
}
