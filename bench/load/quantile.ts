/**
 * Quantiles of the histograms in evidence, read by their documented layout and not by Seatrial's own code: buckets of one
 * microsecond up to 256, above that 128 to every power of two; pairs of index step and count. Between ranks nothing is
 * interpolated: a quantile is the middle of its bucket.
 */
interface Recorded {
  readonly count: number;
  readonly buckets: readonly number[];
}

const PER_OCTAVE = 128;

/** The value at or below which a share `q` of all recorded values lie, in microseconds; NaN when there are none. */
export function quantileUs(recorded: readonly Recorded[], q: number): number {
  const counts = new Map<number, number>();
  for (const { buckets } of recorded) {
    let index = 0;
    for (let at = 0; at + 1 < buckets.length; at += 2) {
      index += buckets[at] ?? 0;
      counts.set(index, (counts.get(index) ?? 0) + (buckets[at + 1] ?? 0));
    }
  }
  const rank = Math.max(1, Math.ceil(q * recorded.reduce((sum, { count }) => sum + count, 0)));
  let seen = 0;
  for (const [index, count] of [...counts].sort(([a], [b]) => a - b)) {
    seen += count;
    if (seen >= rank) return middleUs(index);
  }
  return Number.NaN;
}

function middleUs(index: number): number {
  if (index < 2 * PER_OCTAVE) return index;
  const octave = Math.floor(index / PER_OCTAVE) - 1;
  const width = 2 ** octave;
  return (PER_OCTAVE + (index % PER_OCTAVE)) * width + (width - 1) / 2;
}
