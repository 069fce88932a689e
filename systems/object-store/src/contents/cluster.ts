/**
 * The servers that contents are spread over, as far as reading and writing need to know. The interface only: `local-cluster.ts` is the
 * cluster of one that embedded mode uses, `../placement/` knows about many.
 */
import type { ChunkStore } from '../chunks/chunk-store.ts';
import type { ChunkRef } from './content-store.ts';
import type { CopyRemovals } from './copy-removals.ts';

export interface Cluster {
  /** As `ChunkStore.put`, on as many servers as the replication asks for. */
  readonly put: (id: string, source: AsyncIterable<Buffer>, sizeHintBytes: number) => Promise<ChunkRef>;
  /** Any server that is known, whatever its state; undefined when it was removed. */
  readonly store: (server: string) => ChunkStore | undefined;
  /** Of copies that nobody needs any more, on any of the servers. */
  readonly removals: CopyRemovals;
  /** The same servers, the ones most likely to answer first. */
  readonly readOrder: (servers: readonly string[]) => readonly string[];
  /** Where a chunk is now: it may have been moved since somebody looked. Nowhere when it is gone. */
  readonly locate: (chunkId: string) => Promise<readonly string[]>;
  /** Told in passing of a server that failed to answer, and how. */
  readonly suspect: (server: string, failure: unknown) => void;
  /** Told in passing of a copy that is damaged or missing, so that it can be made good from another one. */
  readonly repair: (chunk: ChunkRef, server: string) => void;
}
