/**
 * What a gateway keeps bytes in, and all that looks after it: its own folder, or a cluster of storage servers. Everything above it sees
 * a `ContentStore`.
 */
import type { Logger } from '@seatrial/service-log';
import type { Repeated } from '@seatrial/service-time';
import { type Space, StoreUnavailableError } from '../chunks/chunk-store.ts';
import { openDiskChunks } from '../chunks/disk-chunks.ts';
import { removeOrphans } from '../cleanup/orphan-chunks.ts';
import type { Cluster } from '../contents/cluster.ts';
import { createClusterContents } from '../contents/cluster-contents.ts';
import type { ContentStore } from '../contents/content-store.ts';
import { localCluster } from '../contents/local-cluster.ts';
import type { Metadata } from '../metadata/metadata.ts';
import { createRemoteChunks } from '../storage/remote-chunks.ts';
import { type Counters, createCounters } from './counters.ts';
import { Membership } from './membership.ts';
import { placedCluster } from './placed-cluster.ts';
import { Repair } from './repair.ts';
import { withReserve } from './reserve.ts';
import { SCRUB_BYTES_PER_SECOND, startCleanup, startMembershipJobs, startScrub } from './upkeep.ts';

export interface Storage {
  readonly contents: ContentStore;
  readonly cluster: Cluster;
  readonly counters: Counters;
  /** Undefined when the bytes are in the gateway's own folder. */
  readonly membership: Membership | undefined;
  /** What bytes are kept on now, each to be asked how it is. */
  places(): readonly Place[];
  /** After the last reader and writer. */
  close(): Promise<void>;
}

/** One of the things that bytes are kept on. */
export interface Place {
  /** For a person: 'disk', 'storage server s1'. */
  readonly name: string;
  /** As chunks name it. */
  readonly server: string;
  /** False for one that is being emptied. */
  readonly takesNew: boolean;
  /** As `ChunkStore.check`. */
  readonly check: () => Promise<Space>;
}

export interface ClusterOptions {
  /** Servers that the metadata may not know yet, or at another address. */
  readonly servers: readonly { readonly id: string; readonly address: string }[];
  readonly token: string;
  readonly replicas: number;
}

const LOCAL = 'local';

/** Removes what an earlier process left unfinished: it has the folder for itself. */
export async function openLocalStorage(directory: string, metadata: Metadata, log: Logger): Promise<Storage> {
  const disk = withReserve(await openDiskChunks(directory), directory);
  const orphanChunks = await removeOrphans(disk, metadata, Number.POSITIVE_INFINITY);
  log.info({ orphanChunks }, 'removed what an earlier process left unfinished');
  const counters = createCounters();
  const cluster = localCluster(LOCAL, disk, log);
  const contents = createClusterContents(cluster);
  const kept = { metadata, contents, counters, log, nowMs: Date.now };
  const { store } = cluster;
  // With one copy there is nothing to repair from: the scrub counts and tells.
  const repair = async (): Promise<void> => {
    counters.badCopies += 1;
    counters.failedRepairs += 1;
  };
  const jobs = [
    startCleanup(
      kept,
      () => [LOCAL],
      store,
      () => [LOCAL],
    ),
    startScrub({ metadata, store, repair, counters, log, bytesPerSecond: SCRUB_BYTES_PER_SECOND }),
  ];
  return {
    contents,
    cluster,
    counters,
    membership: undefined,
    places: () => [{ name: 'disk', server: LOCAL, takesNew: true, check: () => disk.check() }],
    close: () => closeAll(jobs, contents, () => disk.close()),
  };
}

/** Makes the servers known, at the addresses they are said to have now, and asks all of them once: from the start it is known who answers. */
export async function openClusterStorage(options: ClusterOptions, metadata: Metadata, log: Logger): Promise<Storage> {
  const { token, replicas } = options;
  const known = new Map((await metadata.servers()).map((server) => [server.id, server]));
  for (const { id, address } of options.servers)
    await metadata.putServer({ state: 'active', ...known.get(id), id, address });
  const storeId = await metadata.storeId();
  const counters = createCounters();
  const membership = new Membership({
    metadata,
    connect: ({ id, address }) => createRemoteChunks({ id, address, token, storeId }),
    replicas,
    clock: () => performance.now(),
  });
  await membership.refresh();
  const repair = new Repair(membership, metadata, counters, log);
  const cluster = placedCluster(membership, repair, metadata, counters, log);
  const contents = createClusterContents(cluster);
  const kept = { metadata, contents, counters, log, nowMs: Date.now };
  const up = (): string[] => membership.list().flatMap((member) => (member.up ? member.id : []));
  const storeOfUp = (server: string) => (membership.isUp(server) ? membership.store(server) : undefined);
  const jobs = [
    ...startMembershipJobs(membership, kept),
    startCleanup(kept, up, storeOfUp, (chunkId) => membership.wanted(chunkId)),
    startScrub({
      metadata,
      store: storeOfUp,
      repair: (chunk, server) => repair.run(chunk, server),
      counters,
      log,
      bytesPerSecond: SCRUB_BYTES_PER_SECOND,
    }),
  ];
  return {
    contents,
    cluster,
    counters,
    membership,
    places: () => placesOf(membership),
    close: () =>
      closeAll(jobs, contents, async () => {
        await repair.idle();
        await membership.close();
      }),
  };
}

function placesOf(membership: Membership): Place[] {
  return membership.list().map(({ id, state }) => ({
    name: `storage server ${id}`,
    server: id,
    takesNew: state === 'active',
    async check() {
      const store = membership.store(id);
      if (store === undefined) throw new StoreUnavailableError(`Storage server ${id} was removed just now.`);
      return store.check();
    },
  }));
}

async function closeAll(jobs: readonly Repeated[], contents: ContentStore, last: () => Promise<void>): Promise<void> {
  await Promise.all(jobs.map((job) => job.stop()));
  await contents.close();
  await last();
}
