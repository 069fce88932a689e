/**
 * Where chunks live: one disk, here or on a storage server. A chunk is written once, never changed, and named by an id that has nothing
 * to do with any key. The interface only; `disk-chunks.ts` keeps chunks in files, `../storage/remote-chunks.ts` asks a storage server for them.
 */

/** `SESSION-RANDOM`: the session it is written under (32 hex digits) and 12 random ones. Anything else is refused, so no id can leave the folder. */
export const CHUNK_ID_PATTERN = /^[0-9a-f]{32}-[0-9a-f]{12}$/;

/** What vouches for a chunk's bytes; kept in the metadata, apart from them, and in the chunk's own file. */
export interface ChunkSums {
  readonly sizeBytes: number;
  /** GMAC of every block of 256 KiB, 16 bytes each. */
  readonly blockSums: Buffer;
}

export interface StoredChunk extends ChunkSums {
  readonly id: string;
}

export interface ListedChunk {
  readonly id: string;
  readonly sizeBytes: number;
  /** When it was stored, by that machine's wall clock. */
  readonly storedMs: number;
}

export interface Space {
  readonly availableBytes: number;
  readonly usedBytes: number;
  readonly totalBytes: number;
}

export interface ChunkStore {
  /**
   * Stores all of `source` or nothing: when it resolves, the bytes survive a crash; when `source` throws, the same error comes
   * out and nothing is left behind. `sizeHintBytes` only sizes a buffer. A part of `source` is used before the next is asked for.
   * Throws `NoSpaceError` when the disk is full, `StoreUnavailableError` when the server does not answer, `ChunkExistsError` when
   * there is one of this id, or it is being written, `ChunkRemovedError` when it was removed meanwhile.
   */
  put(id: string, source: AsyncIterable<Buffer>, sizeHintBytes: number): Promise<StoredChunk>;
  /** Opens for reading; undefined when it is not there. An open reader stays complete when the chunk is removed. */
  open(chunk: StoredChunk): Promise<ChunkReader | undefined>;
  /**
   * Resolves when it is gone (or was not there); one that is being written will not be there either. A crash in between leaves an orphan
   * for the cleanup.
   */
  remove(id: string): Promise<void>;
  /** Compares every block on the disk with its checksum. */
  verify(id: string): Promise<'sound' | 'damaged' | 'absent'>;
  /** Every chunk once, in an order of the store's own, after the chunk `after` ('' for the first page), which may be gone by now. */
  list(after: string, limit: number): Promise<readonly ListedChunk[]>;
  /** Resolves when a byte can be written and made durable; throws otherwise. */
  check(): Promise<Space>;
  close(): Promise<void>;
}

export interface ChunkReader {
  /**
   * The bytes from `start` to before `end`, in windows that have been verified as a whole before they are handed out.
   * A window is valid until the next one is asked for. Throws `DamagedChunkError`.
   */
  windows(start: number, end: number): AsyncGenerator<Buffer>;
  close(): Promise<void>;
}

/** What is on disk is not what was stored. */
export class DamagedChunkError extends Error {
  /** `where` goes on after "at", e.g. `block 3`. */
  constructor(id: string, where: string) {
    super(`Chunk ${id} is damaged at ${where}: its checksum does not match the one it was stored with.`);
  }
}

export class NoSpaceError extends Error {}

export class StoreUnavailableError extends Error {}

/** A health check made during the wait has failed; callers need not probe again. */
export class DeadStoreError extends StoreUnavailableError {}

export class ChunkExistsError extends Error {
  constructor(id: string) {
    super(`There is a chunk ${id} already, or it is being written: a chunk is written once.`);
  }
}

export class ChunkRemovedError extends Error {
  constructor(id: string) {
    super(`Chunk ${id} was removed while it was written: nothing was stored.`);
  }
}

export class InvalidChunkIdError extends Error {
  constructor(id: string) {
    super(`'${id}' is not the id of a chunk: 32 hex digits, a dash, 12 hex digits.`);
  }
}

/** Throws InvalidChunkIdError. */
export function requireChunkId(id: string): void {
  if (!CHUNK_ID_PATTERN.test(id)) throw new InvalidChunkIdError(id);
}
