/** One figure of many times: what a threshold's aggregation makes of a histogram. */
import type { Histogram } from './histogram.ts';
import type { Threshold } from './threshold.ts';

/** Times that are not in the histogram, and those of it that are not to count. */
export interface Unseen {
  /** How many of the fastest are left out; below 0, how many were faster than all of them. */
  readonly leftOut?: number;
  /** How many took longer than all of them. */
  readonly slower?: number;
}

/** In microseconds; NaN of nothing, and infinite where the figure is that of one that took longer than all. */
export function aggregatedUs(
  times: Histogram,
  { aggregation, percentile }: Threshold,
  { leftOut = 0, slower = 0 }: Unseen = {},
): number {
  const rest = times.count - leftOut;
  if (rest + slower <= 0) return Number.NaN;
  const quantile = (q: number): number => {
    const rank = leftOut + q * (rest + slower);
    if (rank * (1 - 2 ** -40) > times.count) return Number.POSITIVE_INFINITY;
    return times.quantile(leftOut === 0 && slower === 0 ? q : rank / times.count);
  };
  switch (aggregation) {
    case 'avg':
      if (slower > 0) return Number.POSITIVE_INFINITY;
      return (times.meanUs * times.count - leftOut * times.minUs) / rest;
    case 'min':
      return leftOut === 0 ? times.minUs : quantile(1 / (rest + slower));
    case 'max':
      return slower > 0 ? Number.POSITIVE_INFINITY : times.maxUs;
    default:
      return quantile((percentile ?? 50) / 100);
  }
}
