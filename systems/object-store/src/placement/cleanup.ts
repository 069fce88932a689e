/**
 * Removes what nothing refers to: chunks of uploads that broke off, chunks whose removal did not get through, copies that were left where
 * a chunk no longer lives. Chunks of open sessions are never touched: the metadata knows.
 */
import type { ChunkStore, ListedChunk } from '../chunks/chunk-store.ts';
import type { Metadata } from '../metadata/metadata.ts';
import type { Counters } from './counters.ts';
import { locate } from './locate.ts';

const pageChunks = 1000;

/** A copy that is not where its chunk is said to be may be on its way there; after an hour it is not. */
const strayAfterMs = 3_600_000;

export interface Cleanup {
  readonly metadata: Pick<Metadata, 'chunks' | 'orphans'>;
  /** The servers that answer. */
  readonly stores: ReadonlyMap<string, ChunkStore>;
  /** Where a chunk should be: copies there are not looked up one by one. */
  readonly wanted: (chunkId: string) => readonly string[];
  readonly counters: Counters;
  /** Milliseconds since 1970. */
  readonly nowMs: () => number;
}

/** One walk over all chunks of all servers; ends early when `signal` says so. */
export async function cleanup(parts: Cleanup, signal: AbortSignal): Promise<void> {
  for (const [server, store] of parts.stores) {
    for (let after = ''; !signal.aborted; ) {
      const page = await store.list(after, pageChunks);
      const removable = [
        ...(await parts.metadata.orphans(page.map(({ id }) => id))),
        ...(await strays(parts, server, page)),
      ];
      for (const id of new Set(removable)) {
        await store.remove(id);
        parts.counters.removedOrphans += 1;
      }
      after = page.at(-1)?.id ?? '';
      if (page.length < pageChunks) break;
    }
  }
}

/** Copies of chunks that are referred to, on a server that is not among the chunk's. */
async function strays(
  { metadata, wanted, nowMs }: Cleanup,
  server: string,
  page: readonly ListedChunk[],
): Promise<string[]> {
  const found: string[] = [];
  for (const { id, storedMs } of page) {
    if (nowMs() - storedMs < strayAfterMs || wanted(id).includes(server)) continue;
    const chunk = await locate(metadata, id);
    if (chunk !== undefined && !chunk.servers.includes(server)) found.push(id);
  }
  return found;
}
