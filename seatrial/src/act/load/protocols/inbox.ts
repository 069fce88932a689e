/**
 * What a peer sent and nobody has taken yet, in order, and who waits for it. Bounded: when it holds many, the sender is
 * told to pause, so that a peer that talks faster than the journey listens fills the network and not the memory.
 */

/** How the sender is held back. */
export interface Flow {
  pause(): void;
  resume(): void;
}

export type Taken<Item> = { readonly item: Item } | { readonly item: null; readonly because: 'timeout' | 'ended' };

interface Waiter<Item> {
  readonly wanted: (item: Item) => boolean;
  readonly settle: (taken: Taken<Item> | Promise<never>) => void;
}

const HIGH = 1000;
const LOW = 500;
/** Where someone waits for one certain item, more may come before it. */
const HIGH_WAITING = 100_000;

export class Inbox<Item> {
  readonly #flow: Flow;
  readonly #items: Item[] = [];
  readonly #waiters: Waiter<Item>[] = [];
  #paused = false;
  #ended = false;

  constructor(flow: Flow) {
    this.#flow = flow;
  }

  /** Whether nothing more will come and nothing is left. */
  get exhausted(): boolean {
    return this.#ended && this.#items.length === 0;
  }

  push(item: Item): void {
    if (!this.#hand(item)) this.#items.push(item);
    if (this.#items.length >= (this.#waiters.length === 0 ? HIGH : HIGH_WAITING)) this.#pause();
  }

  /** Nothing more will come; what came before can still be taken. */
  end(): void {
    this.#ended = true;
    for (const waiter of this.#waiters.splice(0)) waiter.settle({ item: null, because: 'ended' });
  }

  /** Takes the first item that is wanted, waiting for it if need be; `fresh` passes over those that came before. */
  take(timeoutMs: number, wanted: (item: Item) => boolean = anything, fresh = false): Promise<Taken<Item>> {
    const index = fresh ? -1 : this.#items.findIndex(wanted);
    if (index >= 0) return Promise.resolve({ item: this.#remove(index) });
    // Lets go of the thread: a journey that asks an ended stream again and again would keep it for itself.
    if (this.#ended) return new Promise((resolve) => setImmediate(resolve, { item: null, because: 'ended' }));
    this.#resume();
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.#waiters.splice(this.#waiters.indexOf(waiter), 1);
        resolve({ item: null, because: 'timeout' });
      }, timeoutMs);
      const settle: Waiter<Item>['settle'] = (taken) => {
        clearTimeout(timer);
        resolve(taken);
      };
      const waiter = { wanted, settle };
      this.#waiters.push(waiter);
    });
  }

  /** Gives it to the first who wants it; what a journey's own `wanted` throws goes back to that journey. */
  #hand(item: Item): boolean {
    for (const [index, { wanted, settle }] of this.#waiters.entries()) {
      try {
        if (!wanted(item)) continue;
      } catch (error) {
        this.#waiters.splice(index, 1);
        settle(Promise.reject(error));
        return false;
      }
      this.#waiters.splice(index, 1);
      settle({ item });
      return true;
    }
    return false;
  }

  #remove(index: number): Item {
    const [item] = this.#items.splice(index, 1);
    if (this.#items.length <= LOW) this.#resume();
    return item as Item;
  }

  #pause(): void {
    if (this.#paused) return;
    this.#paused = true;
    this.#flow.pause();
  }

  #resume(): void {
    if (!this.#paused) return;
    this.#paused = false;
    this.#flow.resume();
  }
}

function anything(): boolean {
  return true;
}
