/** A list of chunks as one run of bytes. Only the first chunk is opened beforehand; the others when their turn comes. */
import { ChunkCopies } from './chunk-copies.ts';
import type { Cluster } from './cluster.ts';
import type { Content, ContentReader } from './content-store.ts';

/** Undefined when the first chunk is nowhere. `left` is told when the reader has been closed. */
export async function openContent(
  cluster: Cluster,
  { chunks }: Content,
  left: () => void,
): Promise<ContentReader | undefined> {
  const first = chunks[0] && new ChunkCopies(cluster, chunks[0]);
  if (first !== undefined && !(await first.open())) return undefined;

  async function* windows(start: number, end: number): AsyncGenerator<Buffer> {
    let chunkStart = 0;
    for (const [index, chunk] of chunks.entries()) {
      if (chunkStart >= end) return;
      const from = Math.max(0, start - chunkStart);
      const to = Math.min(chunk.sizeBytes, end - chunkStart);
      chunkStart += chunk.sizeBytes;
      if (from >= to) continue;
      const copies = index === 0 && first !== undefined ? first : new ChunkCopies(cluster, chunk);
      try {
        yield* copies.windows(from, to);
      } finally {
        if (copies !== first) await copies.close();
      }
    }
  }

  return {
    windows,
    async close() {
      await first?.close();
      left();
    },
  };
}
