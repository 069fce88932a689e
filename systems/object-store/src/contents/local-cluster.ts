/** A cluster of one server that lives in this process. There is no other copy, so nothing to choose and nothing to repair from. */
import type { Logger } from '@seatrial/service-log';
import type { ChunkStore } from '../chunks/chunk-store.ts';
import type { Cluster } from './cluster.ts';
import { CopyRemovals } from './copy-removals.ts';

export function localCluster(name: string, store: ChunkStore, log: Logger): Cluster {
  const servers = [name];
  const storeOf = (server: string) => (server === name ? store : undefined);
  return {
    async put(id, source, sizeHintBytes) {
      const { sizeBytes, blockSums } = await store.put(id, source, sizeHintBytes);
      return { id, sizeBytes, blockSums, servers };
    },
    store: storeOf,
    removals: new CopyRemovals(storeOf, log),
    readOrder: (asked) => asked,
    locate: async () => servers,
    suspect: () => undefined,
    repair: () => undefined,
  };
}
