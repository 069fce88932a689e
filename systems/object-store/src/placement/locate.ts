/** Finds one chunk in the metadata by its id: where it is now, or that nothing refers to it any more. */
import type { ChunkRef } from '../contents/content-store.ts';
import type { Chunks } from '../metadata/interface/chunks.ts';

export type ChunkPages = Pick<Chunks, 'chunks'>;

export async function locate(metadata: ChunkPages, id: string): Promise<ChunkRef | undefined> {
  // The ids that begin as this one but for its last digit: sixteen at most, and this one among them.
  const family = await metadata.chunks(id.slice(0, -1), 16);
  return family.find((chunk) => chunk.id === id);
}
