/** Records that speak of a span of time, so that those of a stretch are found without looking at all of them. */
import type { Span } from '../measured-time.ts';

export class Timeline<R extends Span> {
  /** By the instant they end. */
  readonly records: readonly R[];
  readonly #longestUs: number;

  constructor(records: readonly R[]) {
    this.records = records.toSorted((a, b) => a.toUs - b.toUs || a.fromUs - b.fromUs);
    this.#longestUs = records.reduce((longest, { fromUs, toUs }) => Math.max(longest, toUs - fromUs), 0);
  }

  /** Those of which any part lies between two instants. */
  touching(fromUs: number, toUs: number): R[] {
    const found: R[] = [];
    for (let index = this.#firstEndingAfter(fromUs); index < this.records.length; index++) {
      const record = this.records[index] as R;
      if (record.toUs >= toUs + this.#longestUs) break;
      if (record.fromUs < toUs) found.push(record);
    }
    return found;
  }

  /** Those that lie wholly between two instants. */
  inside(fromUs: number, toUs: number): R[] {
    return this.touching(fromUs, toUs).filter((record) => record.fromUs >= fromUs && record.toUs <= toUs);
  }

  #firstEndingAfter(atUs: number): number {
    let [low, high] = [0, this.records.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.records[middle] as R).toUs > atUs) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}
