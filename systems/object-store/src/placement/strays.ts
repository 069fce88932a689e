/**
 * Removes copies that were left where their chunk no longer lives: by a server that was away when the chunk was moved, by a gateway that
 * died between copying and moving. Chunks that nothing refers to at all are not its business: `../cleanup/orphan-chunks.ts` knows those.
 */
import type { ChunkStore } from '../chunks/chunk-store.ts';
import { type ChunkPages, locate } from './locate.ts';

const PAGE_CHUNKS = 1000;

/** A copy where its chunk is not said to be may be on its way there; after an hour it is not. */
export const STRAY_AFTER_MS = 3_600_000;

export interface Strays {
  readonly metadata: ChunkPages;
  /** Where a chunk should be: copies there are not looked up one by one. */
  readonly wanted: (chunkId: string) => readonly string[];
  /** Milliseconds since 1970. */
  readonly nowMs: () => number;
}

/** Looks through all of one server; ends early when `signal` says so. Resolves with how many were removed. */
export async function removeStrays(
  { metadata, wanted, nowMs }: Strays,
  server: string,
  store: ChunkStore,
  signal: AbortSignal,
): Promise<number> {
  let removed = 0;
  for (let after: string | undefined = ''; after !== undefined && !signal.aborted; ) {
    const page = await store.list(after, PAGE_CHUNKS);
    for (const { id, storedMs } of page) {
      if (nowMs() - storedMs < STRAY_AFTER_MS || wanted(id).includes(server)) continue;
      const chunk = await locate(metadata, id);
      if (chunk === undefined || chunk.servers.includes(server)) continue;
      await store.remove(id);
      removed += 1;
    }
    after = page.length < PAGE_CHUNKS ? undefined : page.at(-1)?.id;
  }
  return removed;
}
