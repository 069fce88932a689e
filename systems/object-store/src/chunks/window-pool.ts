/**
 * Large buffers for reading and writing, used again and again, so that a busy store does not ask the kernel for fresh pages. Slow clients
 * hold theirs for as long as they like, so when many are out those that follow are small: ten thousand of them must not fill the memory.
 */
import { blockBytes } from './block-sums.ts';

export const windowBytes = 1024 * 1024;

const mostKept = 32;
const mostLarge = 64;

export class WindowPool {
  readonly #free: Buffer[] = [];
  #taken = 0;

  /** A window of `windowBytes`, or of one block. */
  take(): Buffer {
    this.#taken += 1;
    if (this.#taken > mostLarge) return Buffer.allocUnsafeSlow(blockBytes);
    return this.#free.pop() ?? Buffer.allocUnsafeSlow(windowBytes);
  }

  give(window: Buffer): void {
    this.#taken -= 1;
    if (window.length === windowBytes && this.#free.length < mostKept) this.#free.push(window);
  }
}
