/** Where chunks are, as far as the metadata knows. */
import type { ChunkRef } from '../../contents/content-store.ts';

export interface Chunks {
  /** All chunks by id, after `after` ('' for the first page). */
  chunks(after: string, limit: number): Promise<readonly ChunkRef[]>;
  /** Compare and set: false when the chunk is gone, somebody else moved it, or one of the servers was removed. */
  moveChunk(id: string, from: readonly string[], to: readonly string[]): Promise<boolean>;
  /** Chunks by server. */
  chunkCounts(): Promise<ReadonlyMap<string, number>>;
  /** Those of the ids that nothing refers to and whose session is not open. */
  orphans(chunkIds: readonly string[]): Promise<readonly string[]>;
}
