/**
 * Where the bytes of a body go as they arrive: into memory (`GrowingBuffer`), or past it: counted, and with a running
 * hash, so that an object of any size takes no more memory than one read.
 */
import { createHash, type Hash } from 'node:crypto';

export interface BodySink {
  /** Bytes so far. */
  readonly length: number;
  /** Takes bytes `from` (included) `to` (excluded); `chunk` is another's buffer and must not be kept. */
  append(chunk: Buffer, from: number, to: number): void;
}

/** Counts a body, hashes it unless told `nothing`, and keeps none of it. */
export class PassingBody implements BodySink {
  length = 0;
  readonly #hash: Hash | null;

  constructor(into: 'sha256' | 'md5' | 'nothing') {
    this.#hash = into === 'nothing' ? null : createHash(into);
  }

  append(chunk: Buffer, from: number, to: number): void {
    this.length += to - from;
    this.#hash?.update(chunk.subarray(from, to));
  }

  /** The hash in hexadecimal, empty when there is none; to be called once, at the end. */
  digest(): string {
    return this.#hash?.digest('hex') ?? '';
  }
}
