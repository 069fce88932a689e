/**
 * Deals the rows of feeders out to the users of a phase. Divided as arrivals are: the n-th row taken in part `index` of
 * `of` is the row `n * of + index`, so no two threads need to talk and none takes another's.
 */
import type { Feeder } from '../../plan/feeder.ts';
import type { Random } from '../../std/random.ts';
import type { Share } from './share.ts';

export class Feeding {
  readonly #share: Share;
  readonly #taken = new Map<Feeder<unknown>, number>();

  constructor(share: Share) {
    this.#share = share;
  }

  /** The number of the row that is next; null when a feeder of unique rows ran dry. */
  next(feeder: Feeder<unknown>, random: Random): number | null {
    const { length } = feeder.rows;
    if (feeder.order === 'random') return random.below(length);
    const taken = this.#taken.get(feeder) ?? 0;
    this.#taken.set(feeder, taken + 1);
    const row = taken * this.#share.of + this.#share.index;
    if (feeder.order === 'circular') return row % length;
    return row < length ? row : null;
  }
}
