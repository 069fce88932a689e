/**
 * Judges a latency claim over response time (due to ended) in each phase, the histograms of its windows merged.
 *
 * Windows hold failed completions too, and a refusal is quick: to be proven, the bound must be kept by all, and by the
 * rest even if the failed ones were the fastest. So errors can never make a system look fast enough. What hung is in no
 * window: to be proven, the bound must be kept even if it had taken longer than anything (`hangs.ts`).
 *
 * A bound is broken only if it would be had every time been shorter by how late the load generator itself was, lag and
 * event loop together. A generator in trouble makes the claim unproven, with one exception: lag and a blocked event loop only lengthen what
 * is measured, so an upper bound that was kept in spite of them is kept.
 */
import { countedIn } from '../../evidence/counted.ts';
import type { Ledger } from '../../evidence/ledger.ts';
import type { RecordOf } from '../../evidence/records.ts';
import type { LatencyClaim } from '../../plan/claims/claim.ts';
import { aggregatedUs } from '../../std/aggregated.ts';
import { Histogram } from '../../std/histogram.ts';
import { keeps, type Threshold } from '../../std/threshold.ts';
import { formatUs } from '../../std/units.ts';
import { type Judge, verdictOn, withGaps } from '../answer.ts';
import { within } from '../coverage.ts';
import { doubtsOfRequests, unlessPlanMistaken } from '../doubts.ts';
import { demand, enoughForTimes, FEWEST_TIMES, isSingleAmongFew, madeDoWith, tooFew } from '../enough.ts';
import { generatorHealth, ownDelayUs, WARM_UP_US } from '../generator/generator-health.ts';
import { ownFailures } from '../generator/own-failures.ts';
import { aggregationText, countsIn, errorsIn, type Measured, measured } from '../measured.ts';
import { eachPhase, type JudgedPart, type PartAnswer, wholePart, worstOf } from '../parts.ts';
import { inPhases, most } from '../telling.ts';
import { many, outOf } from '../wording.ts';
import { type Hangs, hangsIn } from './hangs.ts';
import { type StoodStill, stoodStill } from './stood-still.ts';

/** The times of one part. */
interface Times {
  readonly response: Histogram;
  readonly count: number;
  readonly failed: number;
  readonly noun: string;
  readonly hangs: Hangs;
  readonly still: StoodStill;
  /** What may have taken longer than all that was seen: what hung, and what our own client cut off. */
  readonly slower: number;
}

export const judgeLatency: Judge<LatencyClaim> = (claim, ledger) => {
  const evidence = measured(claim, 'time', ledger);
  if ('verdict' in evidence) return evidence;
  const parts = claim.pooled === true ? wholePart(evidence.phases) : eachPhase(evidence.phases);
  const answers = parts.map((part) => [part, answerIn(part, evidence, claim, ledger)] as const);
  const answer = withGaps(worstOf(claim.threshold, answers), evidence.gaps);
  return unlessPlanMistaken(answer, evidence.phases, ledger);
};

function answerIn(part: JudgedPart, evidence: Measured, claim: LatencyClaim, ledger: Ledger): PartAnswer {
  const { threshold, kind: noun } = evidence;
  const { windows, count, failed, records } = countsIn(evidence, part);
  const errors = errorsIn(evidence, part, claim.tags, ledger);
  const hangs = hangsIn(part, evidence, windows, errors, ledger);
  const response = Histogram.merge(windows.map((window) => window.response));
  const still = stoodStill(part.phases, windows, threshold.bound * 1000, ledger);
  const times = { response, count, failed, noun, hangs, still, slower: hangs.weight + ownFailures(errors).count };
  const shownUs = aggregatedUs(response, threshold);
  const serviceUs = aggregatedUs(Histogram.merge(windows.map((window) => window.service)), threshold);
  const kept = keeps(certainUs(times, threshold) / 1000, threshold);
  const samples = samplesMissing(times, kept, claim, threshold);
  const cold = kept ? [] : onlyWhileCold(part, windows, times, threshold);
  const health = healthOf(part, kept, certainUs(times, threshold), threshold, ledger);
  const doubts = doubtsOfRequests(part.phases, claim.step, ledger);
  const uncounted = slowSteps(part, evidence, windows, ledger);
  const fragile = kept ? [...fragility(times, threshold), ...uncounted.because] : [];
  const boundUs = threshold.bound * 1000;
  return {
    verdict: verdictOn(kept, {
      excuses: [...samples.missing, ...cold, ...health.doubts],
      doubts: [...samples.missing, ...fragile, ...health.doubts, ...doubts.because],
    }),
    observed:
      count === 0
        ? `nothing completed`
        : `${aggregationText(threshold)} = ${formatUs(shownUs)} of ${many(count, noun)} (service time ${formatUs(serviceUs)})`,
    because: [
      ...fragile,
      ...samples.missing,
      ...cold,
      ...health.doubts,
      ...doubts.because,
      ...health.notes,
      ...tookLonger(times, boundUs),
      ...(failed > 0 ? [`${many(failed, noun)} failed; their times are included`] : []),
      ...hangs.because,
      ...samples.notes,
      ...doubts.notes,
    ],
    records: [...records, ...health.records, ...hangs.records, ...doubts.records, ...uncounted.records],
    telling: inPhases(part, [
      ...most(windows, ({ response: own }) => (own.maxUs > boundUs ? Histogram.merge([own]).countAbove(boundUs) : 0)),
      ...hangs.records.filter(({ kind }) => kind === 'unfinished'),
    ]),
    badness: isUpper(threshold) ? shownUs || 0 : -(shownUs || 0),
  };
}

/** How many took longer than the bound, and how many had waited longer without an answer. */
function tookLonger({ response, count, noun, hangs }: Times, boundUs: number): string[] {
  const waited = hangs.surelyAbove(boundUs);
  const open = `${many(waited, noun)} had waited for longer than ${formatUs(boundUs)} without an answer when Seatrial ended the phase`;
  return [
    ...(count > 0 || waited === 0
      ? [`${outOf(response.countAbove(boundUs), count, noun)} took longer than ${formatUs(boundUs)}`]
      : []),
    ...(waited > 0 ? [open] : []),
  ];
}

function isUpper({ operator }: Threshold): boolean {
  return operator.startsWith('<');
}

/**
 * The figure that is certain: what hung for longer than an upper bound is above it, whatever would have become of it; the
 * rest of what hung is taken for faster than all.
 */
function certainUs({ response, hangs }: Times, threshold: Threshold): number {
  const { aggregation } = threshold;
  const above = isUpper(threshold) ? hangs.surelyAbove(threshold.bound * 1000) : 0;
  if (above === 0 || aggregation === 'avg' || aggregation === 'min') return aggregatedUs(response, threshold);
  return aggregatedUs(response, threshold, { leftOut: above - hangs.ofKind, slower: above });
}

/** Too few to prove the bound, or to disprove it. */
function samplesMissing(
  { response, count, failed, noun, hangs }: Times,
  kept: boolean,
  claim: LatencyClaim,
  threshold: Threshold,
): { missing: string[]; notes: string[] } {
  const needed = demand(claim.minSamples, enoughForTimes(threshold));
  const succeeded = count - failed;
  const notes = kept ? madeDoWith(succeeded, noun, needed) : [];
  if (kept) {
    if (succeeded >= needed.samples) return { missing: [], notes };
    return { missing: [tooFew(succeeded, noun, needed, claim.threshold, count)], notes };
  }
  const boundUs = threshold.bound * 1000;
  const above = hangs.surelyAbove(boundUs);
  const all = count + hangs.ofKind;
  if (all === 0 || (count === 0 && above === 0)) return { missing: [`no ${noun} was completed`], notes };
  const everyOneBreaks = isUpper(threshold) && !(response.minUs <= boundUs) && above === hangs.ofKind;
  const fewest = { ...needed, samples: needed.said ? needed.samples : FEWEST_TIMES };
  if (all < fewest.samples && !everyOneBreaks) return { missing: [tooFew(all, noun, fewest, claim.threshold)], notes };
  const { percentile } = threshold;
  const slow = response.countAbove(boundUs) + above;
  if (percentile !== null && isUpper(threshold) && isSingleAmongFew(slow, all, 1 - percentile / 100)) {
    return { missing: [`${outOf(1, all, noun)} was slower; ${claim.threshold} cannot be told from so few`], notes };
  }
  return { missing: [], notes };
}

/** That a bound which was kept would be broken had the failed ones been the fastest, or had what hung been the slowest. */
function fragility({ response, failed, noun, slower, hangs, still }: Times, threshold: Threshold): string[] {
  const name = aggregationText(threshold);
  const withoutFailedUs = aggregatedUs(response, threshold, { leftOut: failed });
  if (!keeps(withoutFailedUs / 1000, threshold)) {
    if (Number.isNaN(withoutFailedUs)) return [`all ${many(failed, noun)} failed, so there is no time of a success`];
    return [
      `${many(failed, noun)} failed; had those been the fastest, ${name} of the others is ${formatUs(withoutFailedUs)}`,
    ];
  }
  if (threshold.operator.startsWith('>')) return [];
  const isKeptWith = (more: number): boolean =>
    more <= 0 || keeps(aggregatedUs(response, threshold, { leftOut: failed, slower: more }) / 1000, threshold);
  if (isKeptWith(slower)) {
    if (threshold.percentile === null ? isAverageKept(response, still, threshold) : isKeptWith(slower + still.weight)) {
      return [];
    }
    return [`${still.what}: had they gone on asking, ${name} would break the bound`];
  }
  const what =
    hangs.weight > 0 ? 'what hung, counted for what it kept from being made,' : 'what our own client cut off';
  return [`had ${what} taken longer than all that was seen, ${name} would break the bound`];
}

/** With the waits of those that were kept from asking; true of a figure that is no average. */
function isAverageKept(response: Histogram, { weight, waitedUs }: StoodStill, threshold: Threshold): boolean {
  if (threshold.aggregation !== 'avg' || weight === 0) return true;
  return keeps((response.meanUs * response.count + waitedUs) / (response.count + weight) / 1000, threshold);
}

/**
 * `t.step` blocks that are not counted, break an upper bound by themselves, and do not only wait for requests: they took more
 * than twice as long as all requests and messages together.
 */
function slowSteps(
  { phases }: JudgedPart,
  { isWhole, kind, threshold }: Measured,
  counted: readonly RecordOf<'window'>[],
  ledger: Ledger,
): { because: string[]; records: readonly RecordOf<'window'>[] } {
  if (!isWhole || kind === 'step' || kind === 'iteration' || !isUpper(threshold)) return { because: [], records: [] };
  const all = within(phases, ledger.of('window'));
  const messages = all.filter((window) => countedIn(window) === 'message');
  const requestsUs = totalUs([...new Set([...counted, ...messages])]);
  const steps = Map.groupBy(
    all.filter((window) => countedIn(window) === 'step'),
    ({ step }) => step,
  );
  const slow = [...steps].filter(([, windows]) => {
    const times = Histogram.merge(windows.map(({ response }) => response));
    const { percentile, bound } = threshold;
    const above = times.countAbove(bound * 1000);
    const isLuck = percentile !== null && isSingleAmongFew(above, times.count, 1 - percentile / 100);
    return !isLuck && !keeps(aggregatedUs(times, threshold) / 1000, threshold) && totalUs(windows) > 2 * requestsUs;
  });
  return {
    because: slow.map(([name, windows]) => {
      const times = Histogram.merge(windows.map(({ response }) => response));
      const figure = `${aggregationText(threshold)} = ${formatUs(aggregatedUs(times, threshold))}`;
      return `step '${name}' is not counted here, took more than twice as long as all requests together, and would break the bound: ${figure} of ${many(times.count, 'time')}; claim each step by name`;
    }),
    records: slow.flatMap(([, windows]) => windows),
  };
}

function totalUs(windows: readonly RecordOf<'window'>[]): number {
  return windows.reduce((sum, { service }) => sum + service.sumUs, 0);
}

/**
 * That an upper bound was broken in the first second of a phase only, when connections are opened and code runs for the first
 * time, the generator's own as well. What broke it there is not held against the system, unless everything did.
 */
function onlyWhileCold(
  { phases }: JudgedPart,
  windows: readonly RecordOf<'window'>[],
  { response, hangs }: Times,
  threshold: Threshold,
): string[] {
  const boundUs = threshold.bound * 1000;
  if (!isUpper(threshold) || response.minUs > boundUs || hangs.surelyAbove(boundUs) > 0) return [];
  const warmFromUs = new Map(phases.map(({ name, records }) => [name, (records[0]?.atUs ?? 0) + WARM_UP_US]));
  const warm = windows.filter(({ phase, toUs }) => toUs > (warmFromUs.get(phase) ?? 0) + WARM_UP_US / 2);
  const later = Histogram.merge(warm.map((window) => window.response));
  if (later.count > 0 && !keeps(aggregatedUs(later, threshold) / 1000, threshold)) return [];
  const after = later.count === 0 ? 'nothing was measured after it' : `${many(later.count, 'time')} after it keep it`;
  return [`the bound was broken only in the first second of the phase, when connections are opened; ${after}`];
}

/** Whether the figure may be about the load generator. */
function healthOf({ phases }: JudgedPart, kept: boolean, shownUs: number, threshold: Threshold, ledger: Ledger) {
  const { troubles, records } = generatorHealth(phases, ledger);
  const ownUs = ownDelayUs(threshold, phases, ledger);
  if (!kept && isUpper(threshold) && keeps((shownUs - ownUs) / 1000, threshold)) {
    const late = `the excess over the bound may be the load generator's own delay (${formatUs(ownUs)}), so it is not held against the service`;
    return { doubts: [late, ...troubles.map(({ text }) => text)], notes: [], records };
  }
  const texts = troubles.map(({ text }) => text);
  const excused = kept && isUpper(threshold) && troubles.every(({ onlySlows }) => onlySlows);
  if (texts.length === 0) return { doubts: [], notes: [], records };
  if (excused) {
    return {
      doubts: [],
      notes: ['the bound was kept although the load generator made times longer', ...texts],
      records,
    };
  }
  const first = `the bound was ${kept ? 'kept' : 'broken'}, but the figure may be about the load generator`;
  return { doubts: [first, ...texts], notes: [], records };
}
