/** One figure of many times: what a threshold's aggregation makes of a histogram. */
import type { Histogram } from '../std/histogram.ts';
import type { Threshold } from '../std/threshold.ts';

/** In microseconds, without the `leftOut` fastest ones; NaN when that is all of them. */
export function aggregatedUs(times: Histogram, { aggregation, percentile }: Threshold, leftOut = 0): number {
  const rest = times.count - leftOut;
  if (rest <= 0) return Number.NaN;
  const quantile = (q: number): number => times.quantile(leftOut === 0 ? q : (leftOut + q * rest) / times.count);
  switch (aggregation) {
    case 'avg':
      return (times.meanUs * times.count - leftOut * times.minUs) / rest;
    case 'min':
      return leftOut === 0 ? times.minUs : quantile(1 / rest);
    case 'max':
      return times.maxUs;
    default:
      return quantile((percentile ?? 50) / 100);
  }
}
