/**
 * Where bytes live. A blob is written once, never changed, and named by a random id that has nothing to do with any key.
 * This file is the interface only; `disk.ts` keeps blobs in files.
 */
export interface BlobRef {
  readonly id: string;
  readonly sizeBytes: number;
  /** CRC-32 of every block, four bytes each, big-endian; kept apart from the bytes they vouch for. */
  readonly blockSums: Buffer;
}

export interface BlobStore {
  /**
   * Stores all of `source` or nothing: when it resolves, the bytes survive a crash; when `source` throws, the same error comes
   * out and nothing is left behind. `sizeHintBytes` only sizes a buffer. A part of `source` is used before the next is asked for.
   */
  store(source: AsyncIterable<Buffer>, sizeHintBytes: number): Promise<BlobRef>;
  /** Opens for reading; undefined when no such blob is there. An open reader stays complete when the blob is removed. */
  open(blob: BlobRef): Promise<BlobReader | undefined>;
  /** Removes in the background. A crash in between leaves an orphan for `sweep`. */
  remove(id: string): void;
  /** At start: removes half-written files, and blobs whose ids `unknown` hands back. */
  sweep(unknown: (ids: readonly string[]) => Promise<readonly string[]>): Promise<SweepReport>;
  /** Resolves when a byte can be written and made durable; throws otherwise. */
  check(): Promise<void>;
  /** Waits for removals in progress. */
  close(): Promise<void>;
}

export interface BlobReader {
  /**
   * The bytes from `start` to before `end`, in windows that have been verified as a whole before they are handed out.
   * A window is valid until the next one is asked for. Throws `DamagedBlobError`.
   */
  windows(start: number, end: number): AsyncGenerator<Buffer>;
  close(): Promise<void>;
}

export interface SweepReport {
  readonly temporaryFiles: number;
  readonly orphanBlobs: number;
}

/** What is on disk is not what was stored. */
export class DamagedBlobError extends Error {
  constructor(id: string, block: number) {
    super(`Blob ${id} is damaged at block ${block}: its checksum does not match the one stored with the object.`);
  }
}
