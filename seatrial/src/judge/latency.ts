/**
 * Judges a latency claim over response time (due to ended), the histograms of all covered windows merged.
 *
 * Windows hold failed completions too, and a refusal is quick: to be proven, the bound must be kept by all, and by the
 * rest even if the failed ones were the fastest. So errors can never make a system look fast enough.
 *
 * A bound is broken only if it would be had every time been shorter by how late the load generator itself was, lag and
 * event loop together. A generator in trouble makes the claim unproven, with one exception: lag and a blocked event loop only lengthen what
 * is measured, so an upper bound that was kept in spite of them is kept.
 */
import type { LatencyClaim } from '../plan/claims/claim.ts';
import { Histogram } from '../std/histogram.ts';
import { keeps } from '../std/threshold.ts';
import { formatUs } from '../std/units.ts';
import { aggregatedUs } from './aggregated.ts';
import { type Judge, withGaps } from './answer.ts';
import { generatorHealth, ownDelayUs } from './generator-health.ts';
import { aggregationText, measured } from './measured.ts';
import { many, outOf } from './wording.ts';

export const judgeLatency: Judge<LatencyClaim> = (claim, ledger) => {
  const evidence = measured(claim, 'trend', ledger);
  if ('verdict' in evidence) return evidence;
  const { threshold, count, failed, noun, windows } = evidence;
  const response = Histogram.merge(windows.map((window) => window.response));
  const serviceUs = aggregatedUs(Histogram.merge(windows.map((window) => window.service)), threshold);
  const plainUs = aggregatedUs(response, threshold);
  const worstUs = aggregatedUs(response, threshold, failed);
  const name = aggregationText(threshold);
  const kept = keeps(plainUs / 1000, threshold);

  const isUpperBound = threshold.operator === '<' || threshold.operator === '<=';
  const everyOneBreaks = isUpperBound && !keeps(response.minUs / 1000, threshold);

  const doubts: string[] = [];
  if ((count < claim.minSamples && !everyOneBreaks) || (kept && count - failed < claim.minSamples)) {
    doubts.push(`${many(count - failed, noun)} succeeded, and the claim asks for ${claim.minSamples}`);
  } else if (kept && !keeps(worstUs / 1000, threshold)) {
    doubts.push(
      `${many(failed, noun)} failed; had those been the fastest, ${name} of the others is ${formatUs(worstUs)}`,
    );
  }
  const health = generatorHealth(evidence.phases, ledger);
  const troubles = health.troubles.map((trouble) => trouble.text);
  const excused = kept && isUpperBound && health.troubles.every((trouble) => trouble.onlySlows);
  if (troubles.length > 0 && !excused) {
    doubts.push(
      `the bound was ${kept ? 'kept' : 'broken'}, but the figure may be about the load generator`,
      ...troubles,
    );
  }
  const ownUs = ownDelayUs(threshold, evidence.phases, ledger);
  if (!kept && isUpperBound && keeps((plainUs - ownUs) / 1000, threshold)) {
    doubts.push(`the bound was broken by less than the load generator itself was late (${formatUs(ownUs)})`);
  }
  const slower = response.countAbove(threshold.bound * 1000);
  return withGaps(
    {
      verdict: doubts.length > 0 ? 'unproven' : kept ? 'proven' : 'disproven',
      required: claim.threshold,
      observed: `${name} = ${formatUs(plainUs)} of ${many(count, noun)} (service time ${formatUs(serviceUs)})`,
      because: [
        ...doubts,
        ...(excused && troubles.length > 0
          ? [`the bound was kept although the load generator made times longer`, ...troubles]
          : []),
        `${outOf(slower, count, noun)} took longer than ${formatUs(threshold.bound * 1000)}`,
        ...(failed > 0 ? [`${many(failed, noun)} failed; their times are included`] : []),
      ],
      records: [...evidence.records, ...health.records],
    },
    evidence.gaps,
  );
};
