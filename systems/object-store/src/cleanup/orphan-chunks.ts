/**
 * Removes chunks that nothing refers to and that nobody is writing: what a crash between a write and its commit leaves behind, and what
 * could not be removed when it was let go. The metadata says which chunks those are; their age is only one more reason to be sure.
 */
import type { ChunkStore } from '../chunks/chunk-store.ts';
import type { Chunks } from '../metadata/interface/chunks.ts';

const PAGE_CHUNKS = 1000;

/** Looks through all of one store, at chunks stored before `storedBeforeMs` by the store's own clock. Resolves with how many were removed. */
export async function removeOrphans(
  store: ChunkStore,
  metadata: Pick<Chunks, 'orphans'>,
  storedBeforeMs: number,
): Promise<number> {
  let removed = 0;
  for (let after: string | undefined = ''; after !== undefined; ) {
    const page = await store.list(after, PAGE_CHUNKS);
    const old = page.filter(({ storedMs }) => storedMs < storedBeforeMs).map(({ id }) => id);
    const orphans = old.length === 0 ? [] : await metadata.orphans(old);
    for (const id of orphans) await store.remove(id);
    removed += orphans.length;
    after = page.length < PAGE_CHUNKS ? undefined : page.at(-1)?.id;
  }
  return removed;
}
