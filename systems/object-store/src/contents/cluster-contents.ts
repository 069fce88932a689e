/**
 * Contents over a cluster of chunk stores: cut into chunks, each written to its servers, read back with fail-over. While one chunk becomes
 * durable the next is taken from the source. It keeps no list of what there is: the metadata does.
 */
import { randomBytes } from 'node:crypto';
import { ChunkSource } from './chunk-source.ts';
import type { Cluster } from './cluster.ts';
import { openContent } from './content-reader.ts';
import type { ChunkRef, ContentStore } from './content-store.ts';
import { Readers } from './readers.ts';
import { Removals } from './removals.ts';

const DEFAULT_CHUNK_BYTES = 64 * 1024 * 1024;

export function createClusterContents(cluster: Cluster): ContentStore {
  const readers = new Readers();
  const removals = new Removals(cluster.removals, readers);

  return {
    async write(source, { session, sizeHintBytes, chunkBytes = DEFAULT_CHUNK_BYTES }) {
      const parts = new ChunkSource(source, chunkBytes);
      const puts: Promise<ChunkRef>[] = [];
      try {
        while (await parts.more()) {
          const id = `${session}-${randomBytes(6).toString('hex')}`;
          const leftBytes = sizeHintBytes - puts.length * chunkBytes;
          const hintBytes = leftBytes > 0 ? Math.min(leftBytes, chunkBytes) : chunkBytes;
          const chunk = parts.chunk();
          const before = puts.at(-1);
          const put = cluster.put(id, chunk.parts, hintBytes);
          puts.push(put);
          await Promise.all([before, Promise.race([chunk.taken, put])]);
        }
        const chunks = await Promise.all(puts);
        return { sizeBytes: chunks.reduce((sum, chunk) => sum + chunk.sizeBytes, 0), chunks };
      } catch (error) {
        parts.abandon();
        for (const put of puts) removals.removeWhenWritten(put);
        throw error;
      }
    },

    async open(content) {
      const ids = content.chunks.map(({ id }) => id);
      const leave = (): void => readers.leave(ids);
      readers.enter(ids);
      try {
        const reader = await openContent(cluster, content, leave);
        if (reader === undefined) leave();
        return reader;
      } catch (error) {
        leave();
        throw error;
      }
    },

    remove: (chunks) => removals.remove(chunks),
    close: () => removals.close(),
  };
}
