/**
 * Judges a claim about what a journey measures of its own: the readings of one name in each phase, merged. Totals and levels
 * are of all phases together. What was never measured is unproven, and so is a name under which different kinds of things
 * were measured. To be proven, the bound must be kept even if what iterations that threw or hung did not come to measure had
 * been bad (`unreached.ts`).
 */
import type { Ledger } from '../../evidence/ledger.ts';
import type { RecordOf } from '../../evidence/records.ts';
import type { MetricClaim } from '../../plan/claims/claim.ts';
import { aggregatedUs } from '../../std/aggregated.ts';
import { Histogram } from '../../std/histogram.ts';
import { keeps, parseThreshold, type Threshold } from '../../std/threshold.ts';
import { type Judge, noEvidence, verdictOn, withGaps } from '../answer.ts';
import { type CoveredPhase, coverage, within } from '../coverage.ts';
import { doubtsOfJourney, nothingOf, unlessFloating, unlessPlanMistaken } from '../doubts.ts';
import { demand, enoughForPercentile, enoughForShare, isSingleAmongFew, madeDoWith, tooFew } from '../enough.ts';
import { unlessGeneratorFailed } from '../generator/own-failures.ts';
import { loadTime, togetherUs } from '../load-time.ts';
import { aggregationText } from '../measured.ts';
import { eachLoad, eachPhase, type JudgedPart, type PartAnswer, wholePart, worstOf } from '../parts.ts';
import { type Unreached, unreachedIn } from '../unreached.ts';
import { many, naming } from '../wording.ts';

type Reading<T extends RecordOf<'metric'>['type']> = Extract<RecordOf<'metric'>, { type: T }>;

export const judgeMetric: Judge<MetricClaim> = (claim, ledger) => {
  const { phases, gaps } = coverage(claim, ledger);
  const all = within(phases, ledger.of('metric'));
  const readings = all.filter((reading) => reading.metric === claim.metric);
  const [first] = readings;
  const unproven = (because: string) => withGaps(noEvidence(claim.threshold, [because]), gaps);
  if (!first) return withGaps(nothingOf(claim.threshold, neverMeasured(claim, all), phases, ledger), gaps);
  if (readings.some(({ type }) => type !== first.type)) {
    return unproven(`different kinds of things are measured as '${claim.metric}'; give each a name of its own`);
  }
  const parsed = parseThreshold(claim.threshold, first.type);
  if (!parsed.ok) return unproven(`'${claim.metric}' is a ${first.type}: ${parsed.problem}; ${parsed.hint}`);
  const { threshold } = parsed;
  const parts = partsOf(claim, first.type, threshold, measuredPhases(claim, phases, readings), ledger);
  const evidence = { claim, type: first.type, threshold, readings, gaps };
  const answers = parts.map((part) => [part, answerIn(part, evidence, ledger)] as const);
  return unlessPlanMistaken(withGaps(worstOf(claim.threshold, answers), gaps), phases, ledger);
};

interface Evidence {
  readonly claim: MetricClaim;
  readonly type: RecordOf<'metric'>['type'];
  readonly threshold: Threshold;
  readonly readings: readonly RecordOf<'metric'>[];
  readonly gaps: readonly string[];
}

function partsOf(
  { pooled }: MetricClaim,
  type: Evidence['type'],
  { aggregation }: Threshold,
  phases: readonly CoveredPhase[],
  ledger: Ledger,
): JudgedPart[] {
  if (pooled === true || type === 'gauge' || aggregation === 'count') return wholePart(phases);
  return type === 'counter' ? eachLoad(phases, ledger) : eachPhase(phases);
}

/** Reading back measures only what the plan lets it measure: without a reading it is no phase to judge. */
function measuredPhases(
  { during }: MetricClaim,
  phases: readonly CoveredPhase[],
  readings: readonly RecordOf<'metric'>[],
): readonly CoveredPhase[] {
  if (during.length > 0) return phases;
  return phases.filter((phase) => phase.action !== 'read-back' || within([phase], readings).length > 0);
}

function answerIn(part: JudgedPart, evidence: Evidence, ledger: Ledger): PartAnswer {
  const { claim, type, threshold, gaps } = evidence;
  const readings = within(part.phases, evidence.readings);
  const phaseRecords = part.phases.flatMap((phase) => phase.records);
  const unproven = (observed: string, because: string): PartAnswer => {
    return { verdict: 'unproven', observed, because: [because], records: [...phaseRecords, ...readings], badness: 0 };
  };
  const isUpper = threshold.operator.startsWith('<');
  // What is counted only when it happens was counted 0 times where there is no reading of it.
  if (readings.length === 0 && !(type === 'counter' && isUpper)) {
    return unproven('nothing', `'${claim.metric}' was not measured there`);
  }
  const { value, of, samples } = aggregated(readings, type, threshold, part.phases, ledger);
  if (Number.isNaN(value)) return unproven('nothing', 'no time was measured, so there is no rate');
  const kept = keeps(value, threshold);
  if (!kept && gaps.length > 0 && moreCouldMend(threshold)) {
    return unproven('nothing', `what is missing could have brought ${aggregationText(threshold)} to its bound`);
  }
  const needed = demand(claim.minSamples, samples === null ? 0 : enoughOf(type, threshold));
  const few = samples === null || samples >= needed.samples ? [] : [tooFew(samples, 'sample', needed, claim.threshold)];
  const lucky = isLuck(readings, type, threshold)
    ? [`one of ${many(samples ?? 0, 'sample')} broke it; ${claim.threshold} cannot be told from so few`]
    : [];
  const doubts = doubtsOfJourney(part.phases, ledger);
  const unreached = unreachedIn(part.phases, ledger);
  const missing = kept && decidedByMissing(readings, type, threshold, unreached) ? missed(unreached) : [];
  const excuses = kept ? [] : [...lucky, ...(needed.said ? few : [])];
  const answer: PartAnswer = {
    verdict: verdictOn(kept, { excuses, doubts: [...few, ...missing, ...doubts.because] }),
    observed: `${aggregationText(threshold)} = ${Number(value.toPrecision(4))} of ${of}`,
    because: [
      ...(kept ? few : excuses),
      ...missing,
      ...doubts.because,
      `'${claim.metric}' was measured in ${many(readings.length, 'window')}`,
      ...(missing.length > 0 ? [] : unreached.because),
      ...(samples === null ? [] : madeDoWith(samples, 'sample', needed)),
    ],
    records: [...phaseRecords, ...readings, ...doubts.records, ...unreached.records],
    badness: value * (threshold.operator.startsWith('>') ? -1 : 1),
  };
  return unlessFloating(unlessGeneratorFailed(answer, part.phases, ledger), part.phases, ledger);
}

/** A sum and a level are what they are; a share and a percentile need samples in which their violation would show. */
function enoughOf(type: Evidence['type'], threshold: Threshold): number {
  return type === 'rate' ? enoughForShare(threshold) : enoughForPercentile(threshold);
}

/** Whether a single sample broke a share that so few cannot keep once one is bad. */
function isLuck(readings: readonly RecordOf<'metric'>[], type: Evidence['type'], threshold: Threshold): boolean {
  const { operator, bound, percentile } = threshold;
  if (type === 'rate' && threshold.aggregation === 'rate') {
    const { passes, total } = passesOf(readings as Reading<'rate'>[]);
    if (operator.startsWith('<')) return isSingleAmongFew(passes, total, bound);
    return operator.startsWith('>') && isSingleAmongFew(total - passes, total, 1 - bound);
  }
  if (type !== 'trend' || percentile === null || !operator.startsWith('<')) return false;
  const values = Histogram.merge((readings as Reading<'trend'>[]).map((reading) => reading.values));
  return isSingleAmongFew(values.countAbove(bound * 1000), values.count, 1 - percentile / 100);
}

/** A count and a maximum only grow, a minimum only shrinks: a bound in that direction can still be reached. */
function moreCouldMend({ aggregation, operator }: Threshold): boolean {
  const grows = aggregation === 'count' || aggregation === 'max';
  return (grows && operator.startsWith('>')) || (aggregation === 'min' && operator.startsWith('<'));
}

/** Whether a bound that was kept might be broken by what iterations did not come to measure. */
function decidedByMissing(
  readings: readonly RecordOf<'metric'>[],
  type: Evidence['type'],
  threshold: Threshold,
  { count, samples }: Unreached,
): boolean {
  const { aggregation, operator } = threshold;
  const isUpper = operator.startsWith('<');
  if (count === 0 || moreCouldMend(threshold) || (type === 'counter' && operator.startsWith('>'))) return false;
  if (type === 'rate' && aggregation === 'rate' && (isUpper || operator.startsWith('>'))) {
    const { passes, total } = passesOf(readings as Reading<'rate'>[]);
    const missing = samples(total);
    return !keeps((passes + (isUpper ? missing : 0)) / (total + missing), threshold);
  }
  if (type !== 'trend' || !isUpper) return true;
  const values = Histogram.merge((readings as Reading<'trend'>[]).map((reading) => reading.values));
  return !keeps(aggregatedUs(values, threshold, { slower: samples(values.count) }) / 1000, threshold);
}

function missed({ because }: Unreached): string[] {
  return because.map((sentence) => `${sentence}; what they may not have come to measure could break the bound`);
}

/** The value in the unit of the bound, what it is of, and of how many samples; null where it is no matter of samples. */
interface Aggregated {
  readonly value: number;
  readonly of: string;
  readonly samples: number | null;
}

function aggregated(
  readings: readonly RecordOf<'metric'>[],
  type: Evidence['type'],
  threshold: Threshold,
  phases: readonly CoveredPhase[],
  ledger: Ledger,
): Aggregated {
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
): Aggregated {
  const sum = readings.reduce((total, reading) => total + reading.sum, 0);
  if (aggregation === 'count') return { value: sum, of: 'all that was counted', samples: null };
  const seconds = togetherUs(phases.flatMap((phase) => loadTime(phase, ledger) ?? [])) / 1e6;
  const of = `${sum.toLocaleString('en-US')} counted, a second`;
  return { value: seconds > 0 ? sum / seconds : Number.NaN, of, samples: null };
}

function valueOfGauge(readings: readonly Reading<'gauge'>[], { aggregation }: Threshold): Aggregated {
  const about = { of: many(readings.length, 'reading'), samples: null };
  if (aggregation === 'min') return { value: Math.min(...readings.map(({ least }) => least)), ...about };
  if (aggregation === 'max') return { value: Math.max(...readings.map(({ most }) => most)), ...about };
  return { value: readings.reduce((last, reading) => (reading.toUs >= last.toUs ? reading : last)).last, ...about };
}

function valueOfRate(readings: readonly Reading<'rate'>[], { aggregation }: Threshold): Aggregated {
  const { passes, total } = passesOf(readings);
  const of = many(total, 'sample');
  return aggregation === 'count' ? { value: passes, of, samples: null } : { value: passes / total, of, samples: total };
}

function passesOf(readings: readonly Reading<'rate'>[]): { passes: number; total: number } {
  const passes = readings.reduce((sum, reading) => sum + reading.passes, 0);
  return { passes, total: readings.reduce((sum, reading) => sum + reading.fails, passes) };
}

function valueOfTrend(readings: readonly Reading<'trend'>[], threshold: Threshold): Aggregated {
  const values = Histogram.merge(readings.map((reading) => reading.values));
  const { count } = values;
  return { value: aggregatedUs(values, threshold) / 1000, of: many(count, 'sample'), samples: count };
}

function neverMeasured(claim: MetricClaim, all: readonly RecordOf<'metric'>[]): string {
  const names = new Set(all.map((reading) => reading.metric));
  const never = `'${claim.metric}' of '${claim.journey}' was never measured`;
  return `${never}${names.size > 0 ? `; what was: ${naming(names)}` : ''}${howToCountNone(claim)}`;
}

/** A counter that only failures raise is never recorded where all is well. */
function howToCountNone({ metric, threshold }: MetricClaim): string {
  const parsed = parseThreshold(threshold, 'counter');
  if (!parsed.ok || !keeps(0, parsed.threshold)) return '';
  return `; where it counts what happened, say in each iteration that it may be 0: t.metric.count('${metric}', 0)`;
}
