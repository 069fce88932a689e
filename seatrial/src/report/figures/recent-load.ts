/**
 * What a phase did in its last seconds, for who watches it. Windows are added up by the second they lie in and none is
 * kept, so a phase of hours takes the memory of its first second.
 */
import type { RecordOf } from '../../evidence/records.ts';
import { Histogram } from '../../std/histogram.ts';

/** Seconds whose counts are known. */
const COUNTED_SECONDS = 40;
/** Seconds whose times are known. */
const TIMED_SECONDS = 8;
const RECENT_US = 5_000_000;

interface Second {
  /** Seconds since the trial began; -1 before the first. */
  second: number;
  count: number;
}

interface TimedSecond extends Second {
  fromUs: number;
  toUs: number;
  readonly response: Histogram;
}

export class RecentLoad {
  readonly #counted = Array.from({ length: COUNTED_SECONDS }, (): Second => ({ second: -1, count: 0 }));
  readonly #timed = Array.from({ length: TIMED_SECONDS }, (): TimedSecond => {
    return { second: -1, count: 0, fromUs: 0, toUs: 0, response: new Histogram() };
  });

  add({ fromUs, toUs, count, response }: RecordOf<'window'>): void {
    const second = Math.floor((fromUs + toUs) / 2e6);
    const counted = this.#counted[second % COUNTED_SECONDS] as Second;
    if (counted.second < second) Object.assign(counted, { second, count: 0 });
    if (counted.second === second) counted.count += count;
    const timed = this.#timed[second % TIMED_SECONDS] as TimedSecond;
    if (timed.second < second) {
      Object.assign(timed, { second, count: 0, fromUs, toUs });
      timed.response.reset();
    }
    if (timed.second > second) return;
    timed.count += count;
    timed.fromUs = Math.min(timed.fromUs, fromUs);
    timed.toUs = Math.max(timed.toUs, toUs);
    timed.response.add(response);
  }

  /** A second, in the last five seconds; NaN when there was nothing. */
  ratePerSecond(nowUs: number): number {
    const recent = this.#since(nowUs - RECENT_US);
    const spanUs = Math.max(...recent.map(({ toUs }) => toUs)) - Math.min(...recent.map(({ fromUs }) => fromUs));
    return spanUs > 0 ? (recent.reduce((sum, { count }) => sum + count, 0) * 1e6) / spanUs : Number.NaN;
  }

  /** The 95th percentile of response times in the last five seconds, in microseconds; NaN when there was nothing. */
  p95Us(nowUs: number): number {
    return Histogram.merge(this.#since(nowUs - RECENT_US).map(({ response }) => response.toData())).quantile(0.95);
  }

  /** Counts of the last seconds, `cells` of them (at most 40), the latest that is complete and written last. */
  counts(nowUs: number, cells: number): number[] {
    const last = Math.floor(nowUs / 1e6 - 1.5);
    return Array.from({ length: cells }, (_, index) => {
      const second = last - (cells - 1 - index);
      return this.#counted.find((counted) => counted.second === second)?.count ?? 0;
    });
  }

  #since(fromUs: number): TimedSecond[] {
    return this.#timed.filter(({ second, toUs }) => second >= 0 && toUs > fromUs);
  }
}
