/**
 * One stream for several takers at once: the next part is asked for when all of them have used the last, so the slowest sets the pace.
 * Its checksums are computed once, on the way. A taker that fails is dropped and the others go on.
 */
import { BlockSummer } from '../chunks/block-sums.ts';
import type { ChunkSums } from '../chunks/chunk-store.ts';

export class FanOut {
  readonly #source: AsyncIterator<Buffer>;
  readonly #summer = new BlockSummer();
  readonly #takers = new Set<Taker>();
  #sizeBytes = 0;
  #begun = false;
  /** The source has been asked and has not answered. */
  #asked = false;
  #failure: { readonly error: unknown } | undefined;

  constructor(source: AsyncIterable<Buffer>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  /** Whether anybody has been given anything. */
  get begun(): boolean {
    return this.#begun;
  }

  /** What the source itself threw. */
  get failure(): { readonly error: unknown } | undefined {
    return this.#failure;
  }

  /** All takers must be there before the first of them asks. */
  taker(): Taker {
    const taker = new Taker(() => this.#advance());
    this.#takers.add(taker);
    return taker;
  }

  /** Nobody waits for this one any more. */
  drop(taker: Taker): void {
    if (this.#takers.delete(taker)) this.#advance();
  }

  /** When the source has ended: what vouches for all that went through. */
  sums(): ChunkSums {
    return { sizeBytes: this.#sizeBytes, blockSums: this.#summer.finish() };
  }

  #advance(): void {
    const takers = [...this.#takers];
    if (this.#asked || takers.length === 0 || !takers.every((taker) => taker.waiting)) return;
    this.#begun = true;
    this.#asked = true;
    this.#source.next().then(
      (result) => {
        this.#asked = false;
        if (result.done !== true) {
          this.#summer.update(result.value);
          this.#sizeBytes += result.value.length;
        }
        for (const taker of takers) taker.give(result);
      },
      (error: unknown) => {
        this.#failure = { error };
        for (const taker of takers) taker.fail(error);
      },
    );
  }
}

/** One taker's view of the stream. */
export class Taker implements AsyncIterable<Buffer> {
  readonly #asked: () => void;
  #next: PromiseWithResolvers<IteratorResult<Buffer>> | undefined;
  #asking = false;

  constructor(asked: () => void) {
    this.#asked = asked;
  }

  /** It has used what it was given, and nothing is on its way to it. */
  get waiting(): boolean {
    return this.#asking;
  }

  [Symbol.asyncIterator](): AsyncIterator<Buffer> {
    return {
      next: () => {
        this.#next = Promise.withResolvers();
        this.#asking = true;
        const { promise } = this.#next;
        this.#asked();
        return promise;
      },
    };
  }

  give(result: IteratorResult<Buffer>): void {
    this.#asking = false;
    this.#next?.resolve(result);
  }

  fail(error: unknown): void {
    this.#asking = false;
    this.#next?.reject(error);
  }
}
