/**
 * Bytes that arrive in pieces. What is small lies in one buffer that doubles as it fills: appending n bytes costs O(n) however
 * they are cut. What goes on beyond that lies in blocks of the budget of all (`held-answers.ts`), until it is taken or
 * cleared. It grows with what has arrived, never with what a peer has promised.
 */
import type { BodySink } from './body-sink.ts';
import { BLOCK_BYTES, free, giveBlock, takeBlock } from './held-answers.ts';

const NOTHING = Buffer.alloc(0);

export class GrowingBuffer implements BodySink {
  /** The first bytes: all of them up to the size of a block. */
  bytes: Buffer<ArrayBuffer> = NOTHING;
  length = 0;
  /** There was no room for more; what came since is lost. */
  isFull = false;
  /** How many bytes lie in `bytes`. */
  #small = 0;
  readonly #blocks: Buffer<ArrayBuffer>[] = [];
  /** Of the last block. */
  #filled = BLOCK_BYTES;

  append(chunk: Buffer, from: number, to: number): void {
    const needed = this.length + to - from;
    if (needed > BLOCK_BYTES) {
      this.#appendToBlocks(chunk, from, to);
      return;
    }
    if (needed > this.bytes.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(needed, this.bytes.length * 2));
      this.bytes.copy(larger, 0, 0, this.length);
      free(this.bytes);
      this.bytes = larger;
    }
    chunk.copy(this.bytes, this.length, from, to);
    this.length = needed;
    this.#small = needed;
  }

  #appendToBlocks(chunk: Buffer, from: number, to: number): void {
    for (let at = from; at < to && !this.isFull; ) {
      if (this.#filled === BLOCK_BYTES) {
        const block = takeBlock();
        this.isFull = block === null;
        if (block === null) return;
        this.#blocks.push(block);
        this.#filled = 0;
      }
      const end = Math.min(to, at + BLOCK_BYTES - this.#filled);
      chunk.copy(this.#blocks.at(-1) as Buffer, this.#filled, at, end);
      this.#filled += end - at;
      this.length += end - at;
      at = end;
    }
  }

  /** Hands the bytes over and starts again with none. */
  take(): Buffer {
    if (this.#blocks.length > 0) return this.#joined();
    const taken = this.bytes.subarray(0, this.length);
    this.bytes = NOTHING;
    this.clear();
    return taken;
  }

  /** All bytes in one buffer. Each block goes as it is copied, so that what is held does not double. */
  #joined(): Buffer {
    const all = Buffer.allocUnsafeSlow(this.length);
    let at = this.bytes.copy(all, 0, 0, this.#small);
    for (const block of this.#blocks.splice(0)) {
      at += block.copy(all, at, 0, Math.min(BLOCK_BYTES, this.length - at));
      giveBlock(block);
    }
    this.clear();
    return all;
  }

  /** Starts again with none. What `bytes` was is gone. */
  clear(): void {
    for (const block of this.#blocks.splice(0)) giveBlock(block);
    free(this.bytes);
    this.bytes = NOTHING;
    this.length = 0;
    this.#small = 0;
    this.#filled = BLOCK_BYTES;
    this.isFull = false;
  }
}
