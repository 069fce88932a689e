/**
 * Bytes that arrive in pieces, in one buffer that doubles as it fills: appending n bytes costs O(n) however they are cut.
 * It grows with what has arrived, never with what a peer has promised.
 * What is large counts against the budget of all (`held-answers.ts`), until it is taken or cleared.
 */
import type { BodySink } from './body-sink.ts';
import { COUNTED_BYTES, release, reserve } from './held-answers.ts';

const NOTHING = Buffer.alloc(0);

export class GrowingBuffer implements BodySink {
  bytes: Buffer = NOTHING;
  length = 0;
  /** There was no room for more; what came since is lost. */
  isFull = false;
  /** Taken from the budget, each growth by itself. */
  readonly #reserved: number[] = [];

  append(chunk: Buffer, from: number, to: number): void {
    const needed = this.length + to - from;
    if (needed > this.bytes.length) {
      const room = Math.max(needed, this.bytes.length * 2);
      if (room >= COUNTED_BYTES && !this.#reserve(room - this.bytes.length)) return;
      const larger = Buffer.allocUnsafeSlow(room);
      this.bytes.copy(larger, 0, 0, this.length);
      this.bytes = larger;
    }
    chunk.copy(this.bytes, this.length, from, to);
    this.length = needed;
  }

  #reserve(bytes: number): boolean {
    this.isFull = !reserve(bytes);
    if (!this.isFull) this.#reserved.push(bytes);
    return !this.isFull;
  }

  /** Hands the bytes over and starts again with none. */
  take(): Buffer {
    const taken = this.bytes.subarray(0, this.length);
    this.clear();
    return taken;
  }

  clear(): void {
    for (const bytes of this.#reserved.splice(0)) release(bytes);
    this.isFull = false;
    this.bytes = NOTHING;
    this.length = 0;
  }
}
