/**
 * Deals the rows of feeders out to the users of a phase. Divided as arrivals are: the n-th row taken in part `index` of
 * `of` is the row `n * of + index`, so no two threads need to talk and none takes another's.
 */
import type { Feeder } from '../../../plan/feeder.ts';
import type { Random } from '../../../std/random.ts';
import type { Share } from '../share.ts';

export class Feeding {
  readonly #share: Share;
  readonly #taken = new Map<Feeder<unknown>, number>();
  readonly #begun: (feeder: Feeder<unknown>) => void;

  /** `begun` is told of each feeder when its first row is taken. */
  constructor(share: Share, begun: (feeder: Feeder<unknown>) => void) {
    this.#share = share;
    this.#begun = begun;
  }

  /** The number of the row that is next; null when a feeder of unique rows ran dry. */
  next(feeder: Feeder<unknown>, random: Random): number | null {
    const { length } = feeder.rows;
    const taken = this.#taken.get(feeder) ?? 0;
    if (taken === 0) this.#begun(feeder);
    this.#taken.set(feeder, taken + 1);
    if (feeder.order === 'random') return random.below(length);
    const row = taken * this.#share.of + this.#share.index;
    if (feeder.order === 'circular') return row % length;
    return row < length ? row : null;
  }
}
