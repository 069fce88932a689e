/**
 * The bytes of objects, parts and files: an ordered list of chunks, each on one or more servers. The interface only. There is one
 * implementation, over a cluster of chunk stores; embedded mode is a cluster of one that lives in this process.
 */
import type { StoredChunk } from '../chunks/chunk-store.ts';

export interface ChunkRef extends StoredChunk {
  /** The servers that keep a copy, in no particular order, never one twice. */
  readonly servers: readonly string[];
}

export interface Content {
  readonly sizeBytes: number;
  /** In order; never an empty chunk, so nothing at all for zero bytes. */
  readonly chunks: readonly ChunkRef[];
}

export interface WriteOptions {
  /** The open session the chunks are written under; the cleanup leaves chunks of open sessions alone. */
  readonly session: string;
  /** The announced length; only sizes buffers. */
  readonly sizeHintBytes: number;
  /** A chunk ends when it has this many bytes. Default 64 MiB. */
  readonly chunkBytes?: number;
}

export interface ContentStore {
  /**
   * Stores all of `source` on as many servers as the replication asks for, or nothing: when `source` throws, the same error comes out and
   * what was written is removed. A server that fails meanwhile is replaced by the next on the ring before this resolves.
   * Throws `NoSpaceError` or `StoreUnavailableError` when no server can take the bytes.
   */
  write(source: AsyncIterable<Buffer>, options: WriteOptions): Promise<Content>;
  /** Opens for reading; undefined when the first chunk is on none of its servers (it may have been replaced meanwhile: look again). */
  open(content: Content): Promise<ContentReader | undefined>;
  /** Removes chunks in the background, from all their servers. What cannot be reached for a minute is an orphan for the cleanup. */
  remove(chunks: readonly ChunkRef[]): void;
  /** Waits for removals in progress, and for none that has failed. */
  close(): Promise<void>;
}

export interface ContentReader {
  /**
   * The bytes from `start` to before `end`, in verified windows, valid until the next one is asked for. Damage and absence are made good
   * from another copy before a byte goes out; throws `DamagedChunkError` or `StoreUnavailableError` when no copy is left.
   */
  windows(start: number, end: number): AsyncGenerator<Buffer>;
  close(): Promise<void>;
}
