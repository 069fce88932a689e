/**
 * A mergeable log-linear histogram of microseconds: constant memory, no sample kept, error below 0.8 %.
 * Values under 128 have a bucket each; above, every power of two is cut into 128 equal buckets (as HdrHistogram and
 * k6's cloud histogram do). It is not interpolated: a quantile is the middle of the bucket that holds that rank.
 */
const SUB_BITS = 7;
const SUB = 1 << SUB_BITS;
/** The largest value that is kept as it is: 19 hours. */
export const MAX_US = 2 ** 36 - 1;
const BUCKETS = (36 - SUB_BITS + 1) * SUB;

/** A histogram as it stands in evidence: `buckets` holds pairs of index step (from the index before) and count. */
export interface HistogramData {
  readonly count: number;
  readonly sumUs: number;
  readonly minUs: number;
  readonly maxUs: number;
  readonly buckets: readonly number[];
}

export class Histogram {
  #counts = new Uint32Array(BUCKETS);
  #count = 0;
  #sumUs = 0;
  #minUs = Number.POSITIVE_INFINITY;
  #maxUs = 0;

  get count(): number {
    return this.#count;
  }

  get minUs(): number {
    return this.#count === 0 ? Number.NaN : this.#minUs;
  }

  get maxUs(): number {
    return this.#count === 0 ? Number.NaN : this.#maxUs;
  }

  /** The exact mean of whole microseconds; NaN when nothing was recorded. */
  get meanUs(): number {
    return this.#sumUs / this.#count;
  }

  /** Adds one value; negatives count as 0, values over 19 hours as 19 hours. */
  record(us: number): void {
    const value = us < 0 ? 0 : us > MAX_US ? MAX_US : Math.round(us);
    const index = indexOf(value);
    this.#counts[index] = (this.#counts[index] ?? 0) + 1;
    this.#count++;
    this.#sumUs += value;
    if (value < this.#minUs) this.#minUs = value;
    if (value > this.#maxUs) this.#maxUs = value;
  }

  /**
   * The least value at or below which a share `q` (0..1) of all values lie, at most 0.4 % off; NaN when empty.
   * @example histogram.quantile(0.95) // the 95th percentile in microseconds
   */
  quantile(q: number): number {
    if (this.#count === 0) return Number.NaN;
    // 99.9 / 100 times 1,000 is 999.0000000000001: without the factor, the share would ask for one value more.
    const rank = Math.max(1, Math.ceil(q * this.#count * (1 - 2 ** -48)));
    if (rank >= this.#count) return this.#maxUs;
    let seen = 0;
    for (let index = 0; index < BUCKETS; index++) {
      seen += this.#counts[index] ?? 0;
      if (seen >= rank) return Math.min(this.#maxUs, Math.max(this.#minUs, middleOf(index)));
    }
    return this.#maxUs;
  }

  /** How many values are above `us`, as `quantile` sees them: by the middle of their bucket. */
  countAbove(us: number): number {
    let above = 0;
    for (let index = indexOf(Math.min(MAX_US, Math.max(0, Math.round(us)))); index < BUCKETS; index++)
      if (middleOf(index) > us) above += this.#counts[index] ?? 0;
    return above;
  }

  /** Adds all of another histogram to this one. */
  add(data: HistogramData): void {
    let index = 0;
    for (let i = 0; i + 1 < data.buckets.length; i += 2) {
      index += data.buckets[i] ?? 0;
      this.#counts[index] = (this.#counts[index] ?? 0) + (data.buckets[i + 1] ?? 0);
    }
    this.#count += data.count;
    this.#sumUs += data.sumUs;
    if (data.count > 0) {
      this.#minUs = Math.min(this.#minUs, data.minUs);
      this.#maxUs = Math.max(this.#maxUs, data.maxUs);
    }
  }

  /** The sparse form for evidence. */
  toData(): HistogramData {
    const buckets: number[] = [];
    let last = 0;
    for (let index = 0; index < BUCKETS; index++) {
      const count = this.#counts[index] ?? 0;
      if (count === 0) continue;
      buckets.push(index - last, count);
      last = index;
    }
    const empty = this.#count === 0;
    return {
      count: this.#count,
      sumUs: this.#sumUs,
      minUs: empty ? 0 : this.#minUs,
      maxUs: this.#maxUs,
      buckets,
    };
  }

  /** Forgets everything; the buffer is kept, so a window can be reused on the hot path. */
  reset(): void {
    this.#counts.fill(0);
    this.#count = 0;
    this.#sumUs = 0;
    this.#minUs = Number.POSITIVE_INFINITY;
    this.#maxUs = 0;
  }

  /** The sum of many stored histograms. */
  static merge(parts: Iterable<HistogramData>): Histogram {
    const sum = new Histogram();
    for (const part of parts) sum.add(part);
    return sum;
  }
}

function indexOf(value: number): number {
  if (value < SUB) return value;
  // clz32 is exact below 2^32; the four octaves above it are reached by dividing first.
  const octave = value < 4_294_967_296 ? 31 - Math.clz32(value) : 63 - Math.clz32(Math.floor(value / 4_294_967_296));
  const shift = octave - SUB_BITS;
  return shift * SUB + Math.floor(value / 2 ** shift);
}

function middleOf(index: number): number {
  if (index < 2 * SUB) return index;
  const shift = Math.floor(index / SUB) - 1;
  const low = (index - shift * SUB) * 2 ** shift;
  return low + (2 ** shift - 1) / 2;
}
