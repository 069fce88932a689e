/** The cluster that contents are written to and read from when there are storage servers: placement, fail-over and repair put together. */
import type { Logger } from '@seatrial/service-log';
import type { Cluster } from '../contents/cluster.ts';
import { CopyRemovals } from '../contents/copy-removals.ts';
import type { Counters } from './counters.ts';
import { type ChunkPages, locate } from './locate.ts';
import type { Membership } from './membership.ts';
import type { Repair } from './repair.ts';
import { putReplicas } from './replicas.ts';

export function placedCluster(
  membership: Membership,
  repair: Repair,
  metadata: ChunkPages,
  counters: Counters,
  log: Logger,
): Cluster {
  const store = (server: string) => membership.store(server);
  const removals = new CopyRemovals(store, log);
  return {
    put: (id, source, sizeHintBytes) => putReplicas({ membership, counters, removals }, id, source, sizeHintBytes),
    store,
    removals,
    // Those that answer, in any order so that they share the work; then the others, for they may be back.
    readOrder: (servers) =>
      servers
        .map((server) => ({ server, worth: Math.random() + (membership.isUp(server) ? 1 : 0) }))
        .sort((a, b) => b.worth - a.worth)
        .map(({ server }) => server),
    locate: async (chunkId) => (await locate(metadata, chunkId))?.servers ?? [],
    suspect: (server, failure) => void membership.suspect(server, failure),
    repair: (chunk, server) => repair.report(chunk, server),
  };
}
