/** Storage servers on their bad days, as real processes: killed, paused, full, lying, in the middle of reads and writes; nobody notices. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Server, ServerCredentials } from '@grpc/grpc-js';
import { NoSpaceError } from '../../src/chunks/chunk-store.ts';
import { type DiskChunks, openDiskChunks } from '../../src/chunks/disk-chunks.ts';
import type { ChunkRef, Content } from '../../src/contents/content-store.ts';
import { storageService } from '../../src/storage/protocol.ts';
import { createStorageService } from '../../src/storage/service.ts';
import { silent } from '../metadata/databases.ts';
import { sharedByFile } from '../store-process.ts';
import { partsOf } from './bytes.ts';
import { openCluster, someBytes, type TestCluster } from './cluster.ts';
import { serversOf, timed } from './on-bad-days.ts';
import { filesOf, flipBit, startStorage } from './storage-process.ts';

/**
 * Loads until what `done` asks for has happened, at most 200 times: which copy of a chunk a read goes to is left to
 * chance, so that any fixed small number of reads misses a copy now and then.
 */
async function loadUntil({ load, repair }: TestCluster, content: Content, bytes: Buffer, done: () => boolean) {
  for (let round = 0; round < 200 && !done(); round++) {
    assert.ok((await load(content)).equals(bytes));
    await repair.idle();
  }
}

async function isUpSoon({ membership }: TestCluster, id: string): Promise<void> {
  for (let waitedMs = 0; !membership.isUp(id); waitedMs += 100) {
    assert.ok(waitedMs < 5000, 'it is still taken for dead');
    await membership.beat();
    await sleep(100);
  }
}

/** For the tests that leave three servers running, and for the one after these that does not. */
const sharedServers = sharedByFile((lifetime) => serversOf(lifetime, ['s1', 's2', 's3']));

test('a server killed in the middle of a write: acknowledged with two copies on the others, nothing left behind', async () => {
  const { servers, server, restart, cluster } = await sharedServers();
  const bytes = someBytes(6_000_000);
  let victim: string | undefined;
  async function* source() {
    yield bytes.subarray(0, 3_000_000);
    while (victim === undefined) {
      for (const candidate of servers) if ((await filesOf(candidate)).length > 0) victim = candidate.id;
      await sleep(5);
    }
    await server(victim).end('SIGKILL');
    yield* partsOf(bytes.subarray(3_000_000));
  }
  const content = await timed(cluster.store('key', source()));
  const living = servers.map(({ id }) => id).filter((id) => id !== victim);
  assert.deepEqual(
    content.chunks.map((chunk) => [...chunk.servers].sort()),
    [living],
  );
  assert.equal(cluster.counters.replacedCopies, 1);
  assert.ok((await cluster.load(content)).equals(bytes));
  const again = await restart(victim);
  assert.deepEqual(await filesOf(again), [], 'the half chunk does not survive a start');
  await isUpSoon(cluster, again.id);
});

test('bits flipped on a server’s disk, in data and in footers: never served, and repaired', async () => {
  const { server, cluster } = await sharedServers();
  const bytes = someBytes(5_000_000);
  const content = await cluster.store('key', bytes, 1_500_000);
  const fileOf = (chunk: ChunkRef | undefined, copy: 0 | 1) =>
    join(server(chunk?.servers[copy]).directory, 'chunks', chunk?.id.slice(-1) ?? '', chunk?.id ?? '');
  await flipBit(fileOf(content.chunks[0], 0), 0);
  await flipBit(fileOf(content.chunks[1], 1), 1_499_999);
  await flipBit(fileOf(content.chunks[2], 0), 1, true);
  await loadUntil(cluster, content, bytes, () => cluster.counters.repairedCopies >= 3);
  for (const chunk of content.chunks)
    for (const id of chunk.servers) assert.equal(await cluster.membership.store(id)?.verify(chunk.id), 'sound');
  assert.equal(cluster.counters.repairedCopies, 3);
});

test('a paused server hangs no read and no write, and is back when it goes on', async () => {
  const { server, cluster } = await sharedServers();
  const bytes = someBytes(9_000_000);
  const content = await cluster.store('key', bytes);
  const victim = content.chunks[0]?.servers[0] ?? '';
  server(victim).pause();
  const reads = Promise.all(Array.from({ length: 4 }, () => cluster.load(content)));
  const written = timed(cluster.store('other', bytes, 3_000_000));
  for (const read of await timed(reads)) assert.ok(read.equals(bytes));
  const other = await written;
  assert.ok(other.chunks.every(({ servers }) => servers.length === 2 && !servers.includes(victim)));
  await cluster.membership.suspect(victim);
  assert.equal(cluster.membership.isUp(victim), false);
  server(victim).resume();
  await isUpSoon(cluster, victim);
  assert.ok((await cluster.load(content)).equals(bytes));
});

test('a server killed in the middle of a read: the rest comes from the other copy', async () => {
  const { server, cluster } = await sharedServers();
  const bytes = someBytes(24_000_000);
  const content = await cluster.store('key', bytes, 12_000_000);
  const victim = content.chunks[0]?.servers[0];
  // Whichever copy is read, one of the two dies under a reader.
  const reads = Array.from({ length: 6 }, () => cluster.load(content, () => void server(victim).end('SIGKILL')));
  for (const read of reads) assert.ok((await timed(read)).equals(bytes));
});

test('an only copy that moves twice under a reader is read to its end', async (t) => {
  const servers = await Promise.all(['s1', 's2', 's3'].map((id) => startStorage(t, { id })));
  const { store, contents, membership, metadata, rebalance } = await openCluster(t, { servers, replicas: 1 });
  const bytes = someBytes(14_000_000);
  const content = await store('key', bytes);
  const reader = await contents.open(content);
  const parts: Buffer[] = [];
  let moves = 0;
  let position = 0;
  for await (const window of reader?.windows(0, bytes.length) ?? []) {
    parts.push(Buffer.from(window));
    position += window.length;
    if (moves === 2 || position < 1_000_000 + moves * 4_500_000) continue;
    moves += 1;
    const [chunk] = await metadata.chunks('', 1);
    await membership.drain(chunk?.servers[0] ?? '');
    assert.equal(await rebalance(), 0);
  }
  await reader?.close();
  assert.equal(moves, 2);
  assert.ok(Buffer.concat(parts).equals(bytes));
});

/** A storage server whose own check finds nothing: it flips a bit of what it sends, after having verified it. */
async function startLiar(t: TestContext, id: string): Promise<{ id: string; address: string }> {
  const directory = await mkdtemp(join(tmpdir(), 'liar-'));
  const disk = await openDiskChunks(directory);
  const lying: DiskChunks = {
    ...disk,
    async openAlone(chunkId) {
      const opened = await disk.openAlone(chunkId);
      if (opened === undefined) return undefined;
      const { chunk, reader } = opened;
      async function* windows(start: number, end: number) {
        for await (const window of reader.windows(start, end)) {
          const wrong = Buffer.from(window);
          wrong[wrong.length >> 1] = (wrong[wrong.length >> 1] ?? 0) ^ 16;
          yield wrong;
        }
      }
      return { chunk, reader: { ...reader, windows } };
    },
  };
  const server = new Server();
  server.addService(
    storageService,
    createStorageService(id, lying, () => undefined, silent),
  );
  const port = await new Promise<number>((resolve, reject) =>
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    ),
  );
  t.after(async () => {
    server.forceShutdown();
    await disk.close();
    await rm(directory, { recursive: true });
  });
  return { id, address: `127.0.0.1:${port}` };
}

test('a server that sends wrong bytes and calls them sound is caught by the gateway', async (t) => {
  const servers = await Promise.all([startLiar(t, 'liar'), startStorage(t, { id: 'honest' })]);
  const cluster = await openCluster(t, { servers });
  for (const sizeBytes of [1000, 900_000, 3_000_000]) {
    const bytes = someBytes(sizeBytes);
    const disputed = cluster.counters.disputedCopies;
    const content = await cluster.store(`${sizeBytes}`, bytes);
    await loadUntil(cluster, content, bytes, () => cluster.counters.disputedCopies > disputed);
    assert.ok(cluster.counters.disputedCopies > disputed, `nobody noticed a lie of ${sizeBytes} bytes`);
  }
  assert.equal(cluster.counters.repairedCopies, 0, 'good bytes on its disk are left alone');
});

const namespaces = spawnSync('unshare', ['-Urm', 'true']).status === 0;

test('a full server is passed over while there are others, and is no excuse for one copy less', {
  skip: !namespaces && 'needs unshare with user and mount namespaces',
}, async (t) => {
  const servers = await Promise.all([
    startStorage(t, { id: 'small', tmpfsBytes: 2 * 1024 * 1024 }),
    startStorage(t, { id: 's1' }),
    startStorage(t, { id: 's2' }),
  ]);
  const cluster = await openCluster(t, { servers });
  const objects = Array.from({ length: 12 }, () => someBytes(400_000));
  const contents = await Promise.all(objects.map((bytes, index) => cluster.store(`${index}`, bytes)));
  for (const [index, content] of contents.entries()) {
    assert.equal(content.chunks[0]?.servers.length, 2);
    assert.ok((await cluster.load(content)).equals(objects[index] ?? Buffer.alloc(0)));
  }
  await servers[2].end('SIGKILL');
  await cluster.membership.suspect('s2');
  await assert.rejects(cluster.store('too much', someBytes(3_000_000)), NoSpaceError);
  await cluster.contents.close();
  const listed = (await cluster.membership.store('s1')?.list('', 1000)) ?? [];
  assert.ok(
    listed.every(({ id }) => contents.some(({ chunks }) => chunks[0]?.id === id)),
    'nothing of what was refused',
  );
});
