/**
 * A gateway's inside for a test: real metadata, real placement, contents over disks in this process or over storage servers; without
 * timers, so that a test says when there is a heartbeat and when chunks move.
 */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ChunkStore, StoreUnavailableError } from '../../src/chunks/chunk-store.ts';
import { openDiskChunks } from '../../src/chunks/disk-chunks.ts';
import { createClusterContents } from '../../src/contents/cluster-contents.ts';
import type { Content } from '../../src/contents/content-store.ts';
import { createMetadata } from '../../src/metadata/create-metadata.ts';
import { createCounters } from '../../src/placement/counters.ts';
import { Membership } from '../../src/placement/membership.ts';
import { placedCluster } from '../../src/placement/placed-cluster.ts';
import { rebalance } from '../../src/placement/rebalance.ts';
import { Repair } from '../../src/placement/repair.ts';
import { createRemoteChunks } from '../../src/storage/remote-chunks.ts';
import { emptySqlite, silent } from '../metadata/databases.ts';
import type { Lifetime } from '../store-process.ts';
import { partsOf, readAll, session } from './bytes.ts';
import { token } from './storage-process.ts';

export type TestCluster = Awaited<ReturnType<typeof openCluster>>;

export interface ClusterParts {
  readonly servers: readonly { readonly id: string; readonly address: string }[];
  readonly replicas?: number;
  /** How a server is reached; default over gRPC. */
  readonly connect?: (server: { readonly id: string; readonly address: string }) => ChunkStore;
  readonly clock?: () => number;
}

export async function openCluster(t: Lifetime, parts: ClusterParts) {
  const database = await emptySqlite();
  const metadata = createMetadata(database);
  const storeId = await metadata.storeId();
  const connect = parts.connect ?? ((server) => createRemoteChunks({ ...server, token, storeId }));
  const clock = parts.clock ?? (() => performance.now());
  const membership = new Membership({ metadata, connect, replicas: parts.replicas ?? 2, clock });
  for (const { id, address } of parts.servers) await metadata.putServer({ id, address, state: 'active' });
  await membership.refresh();
  const counters = createCounters();
  const repair = new Repair(membership, metadata, counters, silent);
  const cluster = placedCluster(membership, repair, metadata, counters, silent);
  const contents = createClusterContents(cluster);
  t.after(async () => {
    await contents.close();
    await repair.idle();
    await membership.close();
    await metadata.close();
  });
  await metadata.createBucket('bucket', 'alpha');
  const bucket = await metadata.bucket('bucket');
  await metadata.openSession(session, Date.now() + 3_600_000);
  return {
    metadata,
    membership,
    counters,
    repair,
    cluster,
    contents,

    /** Writes an object as a gateway does. Throws when it was not stored. */
    async store(key: string, source: Buffer | AsyncIterable<Buffer>, chunkBytes = 64 * 1024 * 1024): Promise<Content> {
      const bytes = Buffer.isBuffer(source) ? partsOf(source) : source;
      const content = await contents.write(bytes, { session, sizeHintBytes: 0, chunkBytes });
      const object = { key, content, etag: 'e', modifiedMs: 0, checksum: undefined, partSizes: undefined };
      const described = { ...object, headers: {}, tags: {}, acl: undefined };
      const { kind } = await metadata.putObject(bucket?.id ?? 0, described, session);
      if (kind !== 'stored') throw new Error(`not stored: ${kind}`);
      return content;
    },

    /** Reads all of a content; `between` is awaited after the first window. */
    async load(content: Content, between?: () => unknown): Promise<Buffer> {
      return readAll(await contents.open(content), 0, content.sizeBytes, between);
    },

    rebalance: () => rebalance({ membership, metadata, counters, log: silent }, new AbortController().signal),
  };
}

/** Disks in this process that can be switched off, in the place of storage servers. */
export async function openDisks(t: Lifetime, ids: readonly string[]) {
  const disks = new Map<string, Disk>();
  const add = async (id: string): Promise<Disk> => {
    const directory = await mkdtemp(join(tmpdir(), `disk-${id}-`));
    t.after(() => rm(directory, { recursive: true }));
    const store = await openDiskChunks(directory);
    const disk: Disk = { id, directory, store, away: false };
    disks.set(id, disk);
    return disk;
  };
  for (const id of ids) await add(id);
  return {
    disks,
    add,
    servers: ids.map((id) => ({ id, address: `${id}:1` })),
    connect: ({ id }: { readonly id: string }) => switchable(() => disks.get(id)),
    disk(id: string | undefined): Disk {
      const disk = disks.get(id ?? '');
      if (disk === undefined) throw new Error(`There is no disk ${id}.`);
      return disk;
    },
  };
}

export interface Disk {
  readonly id: string;
  readonly directory: string;
  readonly store: ChunkStore;
  away: boolean;
}

function switchable(find: () => Disk | undefined): ChunkStore {
  const store = async (): Promise<ChunkStore> => {
    const disk = find();
    if (disk === undefined || disk.away) throw new StoreUnavailableError('switched off');
    return disk.store;
  };
  return {
    put: async (...given) => (await store()).put(...given),
    open: async (chunk) => (await store()).open(chunk),
    remove: async (id) => (await store()).remove(id),
    verify: async (id) => (await store()).verify(id),
    list: async (...given) => (await store()).list(...given),
    check: async () => (await store()).check(),
    close: async () => undefined,
  };
}

export const someBytes = (sizeBytes: number): Buffer => randomBytes(sizeBytes);
