/**
 * Bytes that arrive in pieces, in one buffer that doubles as it fills: appending n bytes costs O(n) however they are cut.
 * It grows with what has arrived, never with what a peer has promised.
 */
import type { BodySink } from './body-sink.ts';

const NOTHING = Buffer.alloc(0);

export class GrowingBuffer implements BodySink {
  bytes: Buffer = NOTHING;
  length = 0;

  append(chunk: Buffer, from: number, to: number): void {
    const needed = this.length + to - from;
    if (needed > this.bytes.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(needed, this.bytes.length * 2));
      this.bytes.copy(larger, 0, 0, this.length);
      this.bytes = larger;
    }
    chunk.copy(this.bytes, this.length, from, to);
    this.length = needed;
  }

  /** Hands the bytes over and starts again with none. */
  take(): Buffer {
    const taken = this.bytes.subarray(0, this.length);
    this.clear();
    return taken;
  }

  clear(): void {
    this.bytes = NOTHING;
    this.length = 0;
  }
}
