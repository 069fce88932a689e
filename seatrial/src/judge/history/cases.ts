/** How many cases of one sort there were, and the first of them: what a sentence tells, however many there are. */
export class Cases<T> {
  count = 0;
  first: T | null = null;
  #at: readonly number[] = [];

  /** `at` orders cases: the first number that differs decides; of equal ones the one that came first stays. */
  add(one: T, ...at: readonly number[]): void {
    if (this.count++ > 0 && !isBefore(at, this.#at)) return;
    this.first = one;
    this.#at = at;
  }

  /** Whether the first of these is before the first of others. */
  compare(other: Cases<unknown>): number {
    return isBefore(this.#at, other.#at) ? -1 : isBefore(other.#at, this.#at) ? 1 : 0;
  }
}

function isBefore(one: readonly number[], other: readonly number[]): boolean {
  const index = one.findIndex((value, place) => value !== other[place]);
  return index >= 0 && (one[index] as number) < (other[index] as number);
}

/** The first few of many, in order: what a reader is shown of them. */
export class Foremost<T> {
  readonly #most: number;
  #kept: { readonly one: T; readonly at: readonly number[] }[] = [];

  constructor(most: number) {
    this.#most = most;
  }

  /** `at` orders as in `Cases`. */
  add(one: T, ...at: readonly number[]): void {
    const last = this.#kept.at(-1);
    if (this.#kept.length === this.#most && last && !isBefore(at, last.at)) return;
    const place = this.#kept.findIndex((kept) => isBefore(at, kept.at));
    this.#kept.splice(place < 0 ? this.#kept.length : place, 0, { one, at });
    this.#kept.length = Math.min(this.#kept.length, this.#most);
  }

  get list(): T[] {
    return this.#kept.map(({ one }) => one);
  }
}
