/**
 * Large buffers for reading and writing, used again and again, so that a busy store does not ask the kernel for fresh pages. Slow clients
 * hold theirs for as long as they like, so when many are out those that follow are small: ten thousand of them must not fill the memory.
 */
import { BLOCK_BYTES } from './block-sums.ts';

export const WINDOW_BYTES = 1024 * 1024;

const MOST_KEPT = 32;
const MOST_LARGE = 64;
/**
 * As many as libuv has threads to fill them with. Whoever took one and waited for a thread would find it gone from the processor's cache
 * when its turn comes; so the few that were sent last are filled again.
 */
const MOST_FILLING = 4;

export class WindowPool {
  readonly #free: Buffer[] = [];
  readonly #waiting: (() => void)[] = [];
  #taken = 0;
  #filling = 0;

  /** As `take`, when there is a thread to fill it; the caller says when it is filled. */
  async takeToFill(): Promise<Buffer> {
    if (this.#filling === MOST_FILLING) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    else this.#filling += 1;
    return this.take();
  }

  /** Or will not be. */
  filled(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#filling -= 1;
    else next();
  }

  /** A window of `WINDOW_BYTES`, or of one block. */
  take(): Buffer {
    this.#taken += 1;
    if (this.#taken > MOST_LARGE) return Buffer.allocUnsafeSlow(BLOCK_BYTES);
    return this.#free.pop() ?? Buffer.allocUnsafeSlow(WINDOW_BYTES);
  }

  give(window: Buffer): void {
    this.#taken -= 1;
    if (window.length === WINDOW_BYTES && this.#free.length < MOST_KEPT) this.#free.push(window);
  }
}
