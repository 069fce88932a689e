/** A cluster of one server that lives in this process. There is no other copy, so nothing to choose and nothing to repair from. */
import type { ChunkStore } from '../chunks/chunk-store.ts';
import type { Cluster } from './cluster.ts';

export function localCluster(name: string, store: ChunkStore): Cluster {
  const servers = [name];
  return {
    async put(id, source, sizeHintBytes) {
      const { sizeBytes, blockSums } = await store.put(id, source, sizeHintBytes);
      return { id, sizeBytes, blockSums, servers };
    },
    store: (server) => (server === name ? store : undefined),
    readOrder: (asked) => asked,
    locate: async () => servers,
    suspect: () => undefined,
    repair: () => undefined,
  };
}
