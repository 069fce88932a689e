/** Where chunks go and how they stay whole: real disks in this process, switched off and damaged, with nobody's timer running. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { readdir, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import fc from 'fast-check';
import { DamagedChunkError, DeadStoreError, StoreUnavailableError } from '../../src/chunks/chunk-store.ts';
import { removeOrphans } from '../../src/cleanup/orphan-chunks.ts';
import type { ChunkRef } from '../../src/contents/content-store.ts';
import { FanOut } from '../../src/placement/fan-out.ts';
import { scrub } from '../../src/placement/scrub.ts';
import { removeStrays, STRAY_AFTER_MS } from '../../src/placement/strays.ts';
import { silent } from '../metadata/databases.ts';
import { newChunkId, partsOf } from './bytes.ts';
import { type Disk, openCluster, openDisks, someBytes } from './cluster.ts';
import { flipBit } from './storage-process.ts';

async function clusterOf(t: TestContext, ids: readonly string[], clock?: () => number) {
  const disks = await openDisks(t, ids);
  const cluster = await openCluster(t, { ...disks, ...(clock && { clock }) });
  return { ...cluster, ...disks };
}

const four = ['s1', 's2', 's3', 's4'];

async function idsOn(disk: Disk): Promise<string[]> {
  return (await disk.store.list('', 1000)).map(({ id }) => id);
}

const fileOf = (disk: Disk, chunk: ChunkRef | undefined) =>
  join(disk.directory, 'chunks', chunk?.id.slice(-1) ?? '', chunk?.id ?? '');

test('every chunk has two copies, on two servers, where the ring says, and nowhere else', async (t) => {
  const { store, load, membership, disks } = await clusterOf(t, four);
  const bytes = someBytes(1_000_000);
  const content = await store('key', bytes, 100_000);
  assert.equal(content.chunks.length, 10);
  for (const { id, servers } of content.chunks) {
    assert.deepEqual([...servers].sort(), membership.wanted(id).sort());
    assert.equal(new Set(servers).size, 2);
    for (const disk of disks.values()) assert.equal((await idsOn(disk)).includes(id), servers.includes(disk.id));
  }
  assert.ok((await load(content)).equals(bytes));
});

test('a server that is off is replaced before the write is acknowledged; with one left, one copy is all there can be', async (t) => {
  const { store, load, membership, disk, counters, disks } = await clusterOf(t, four);
  const off = new Set<string>();
  for (const id of ['s2', 's3']) {
    disk(id).away = true;
    off.add(id);
    const bytes = someBytes(600_000);
    const content = await store(`without ${id}`, bytes, 50_000);
    for (const { servers } of content.chunks) assert.ok(servers.length === 2 && !servers.some((name) => off.has(name)));
    assert.ok((await load(content)).equals(bytes));
  }
  assert.ok(counters.replacedCopies > 0);
  assert.equal(membership.isUp('s2'), false, 'a failed write is as good as missed heartbeats');
  disk('s1').away = true;
  assert.deepEqual(
    (await store('last', someBytes(100))).chunks.map(({ servers }) => servers),
    [['s4']],
  );
  disk('s4').away = true;
  await assert.rejects(store('none', someBytes(100)), StoreUnavailableError);
  for (const each of disks.values()) assert.deepEqual(await readdir(join(each.directory, 'incoming')), []);
});

test('a write that fails for its source is removed everywhere', async (t) => {
  const { store, disks, contents } = await clusterOf(t, four);
  async function* breaking() {
    yield* partsOf(someBytes(250_000));
    throw new RangeError('the client has gone');
  }
  await assert.rejects(store('key', breaking(), 100_000), RangeError);
  await contents.close();
  for (const disk of disks.values()) assert.deepEqual(await idsOn(disk), []);
});

test('any damage to one copy, or its absence, is read past and repaired', async (t) => {
  const { store, load, disk, repair, counters } = await clusterOf(t, ['s1', 's2']);
  const bytes = someBytes(700_000);
  const content = await store('key', bytes, 300_000);
  const [first, second, third] = content.chunks;
  await flipBit(fileOf(disk('s1'), first), 299_999);
  await flipBit(fileOf(disk('s2'), second), 0);
  await disk('s1').store.remove(third?.id ?? '');
  // Reads go to either copy, so a few of them meet all that is bad.
  for (let round = 0; round < 25; round++) assert.ok((await load(content)).equals(bytes));
  await repair.idle();
  for (const { id } of content.chunks)
    for (const server of ['s1', 's2']) assert.equal(await disk(server).store.verify(id), 'sound', `${id} on ${server}`);
  assert.deepEqual([counters.badCopies, counters.repairedCopies, counters.failedRepairs], [3, 3, 0]);
});

test('when no copy is sound the read fails and nothing is taken for repaired', async (t) => {
  const { store, load, disk, repair, counters } = await clusterOf(t, ['s1', 's2']);
  const content = await store('key', someBytes(300_000));
  for (const server of ['s1', 's2']) await flipBit(fileOf(disk(server), content.chunks[0]), 5);
  await assert.rejects(load(content), DamagedChunkError);
  await repair.idle();
  assert.equal(counters.repairedCopies, 0);
  for (const server of ['s1', 's2'])
    assert.equal(
      await disk(server).store.verify(content.chunks[0]?.id ?? ''),
      'damaged',
      'a bad copy is better than none',
    );
});

test('the scrub finds damage in data and footer, and absence, without anybody reading', async (t) => {
  const { store, disk, metadata, membership, repair, counters } = await clusterOf(t, ['s1', 's2']);
  const { chunks } = await store('key', someBytes(1_000_000), 250_000);
  await flipBit(fileOf(disk('s1'), chunks[0]), 249_999);
  await flipBit(fileOf(disk('s2'), chunks[1]), 25, true);
  await disk('s2').store.remove(chunks[2]?.id ?? '');
  const look = (signal = new AbortController().signal) =>
    scrub(
      {
        metadata,
        store: (server) => membership.store(server),
        repair: (chunk, server) => repair.run(chunk, server),
        counters,
        log: silent,
        bytesPerSecond: 1e9,
      },
      signal,
    );
  await look();
  assert.deepEqual([counters.scrubbedCopies, counters.badCopies, counters.repairedCopies], [8, 3, 3]);
  await look();
  assert.deepEqual([counters.scrubbedCopies, counters.badCopies, counters.scrubbedBytes], [16, 3, 4_000_000]);
  await look(AbortSignal.abort());
  assert.equal(counters.scrubbedCopies, 16);
});

test('a server that joins gets its share and a server that drains loses all, while everything stays readable', async (t) => {
  const { store, load, membership, rebalance, add, disk, metadata } = await clusterOf(t, ['s1', 's2', 's3']);
  const bytes = someBytes(900_000);
  const content = await store('key', bytes, 30_000);
  let reading = true;
  const reader = (async () => {
    // This content still names the servers of the beginning.
    for (; reading; ) assert.ok((await load(content)).equals(bytes));
  })();
  await add('s4');
  await membership.add('s4', 's4:1');
  assert.equal(await rebalance(), 0);
  const moved = (await idsOn(disk('s4'))).length;
  assert.ok(moved >= 5 && moved <= 27, `${moved} of 60 copies are on the fourth server`);
  assert.equal(await membership.remove('s1'), false, 'not while a chunk names it');
  for (const id of ['s1', 's2']) {
    assert.equal(await membership.drain(id), true);
    assert.equal(await rebalance(), 0);
    assert.deepEqual(await idsOn(disk(id)), []);
    assert.equal(await membership.remove(id), true);
  }
  assert.deepEqual(
    (await metadata.chunks('', 1000)).map(({ servers }) => servers),
    content.chunks.map(() => ['s3', 's4']),
  );
  reading = false;
  await reader;
  assert.ok((await load(content)).equals(bytes));
  assert.equal(await membership.drain('nobody'), false);
});

test('a server that was asked in vain counts as down without another look, until it answers one', async (t) => {
  const { store, membership } = await clusterOf(t, ['s1', 's2', 's3']);
  await membership.suspect('s1', new StoreUnavailableError('failed'));
  assert.ok(membership.isUp('s1'), 'it answers');
  await membership.suspect('s1', new DeadStoreError('did not answer'));
  assert.equal(membership.isUp('s1'), false);
  const { chunks } = await store('key', someBytes(500_000), 100_000);
  assert.ok(chunks.every(({ servers }) => !servers.includes('s1')));
  await membership.beat();
  assert.ok(membership.isUp('s1'));
});

test('a server that is drained while the only copy is written to it keeps it until it is moved', async (t) => {
  const disks = await openDisks(t, ['s1', 's2']);
  const cluster = await openCluster(t, { ...disks, replicas: 1 });
  const { membership, metadata } = cluster;
  const bytes = someBytes(400_000);
  let target = '';
  /** Ends when `then` has been done to the server that it is written to. */
  async function* source(then: (id: string) => Promise<unknown>) {
    yield bytes.subarray(0, 200_000);
    const incoming = [...disks.disks.values()].map(({ id, directory }) => ({
      id,
      files: readdirSync(join(directory, 'incoming')),
    }));
    target = incoming.find(({ files }) => files.length > 0)?.id ?? '';
    await then(target);
    yield bytes.subarray(200_000);
  }
  const content = await cluster.store(
    'key',
    source((id) => membership.drain(id)),
  );
  assert.deepEqual(
    content.chunks.map(({ servers }) => servers),
    [[target]],
  );
  assert.equal(await membership.remove(target), false, 'it counts');
  assert.equal(await cluster.rebalance(), 0);
  assert.equal(await membership.remove(target), true);
  assert.ok((await cluster.load(content)).equals(bytes), 'who knows only the old server finds it');

  const away = target;
  await membership.add(away, `${away}:1`);
  for (let removed = false; !removed; ) {
    const remove = async (id: string): Promise<void> => {
      removed = id === away && (await membership.remove(id));
    };
    const outcome = await cluster.store('late', source(remove)).catch((error: Error) => error.message);
    if (removed) assert.equal(outcome, 'not stored: server-removed');
  }
  for (const { servers } of await metadata.chunks('', 100)) assert.ok(!servers.includes(away));
});

test('a server that is down is waited for; one that is given up gets its copies made elsewhere', async (t) => {
  let nowMs = 0;
  const { store, membership, rebalance, disk, metadata } = await clusterOf(t, four, () => nowMs);
  await store('key', someBytes(600_000), 30_000);
  const before = await metadata.chunks('', 100);
  disk('s1').away = true;
  for (let beat = 0; beat < 3; beat++) {
    assert.equal(membership.isUp('s1'), true, `${beat} heartbeats missed`);
    await membership.beat();
  }
  assert.equal(membership.isUp('s1'), false);
  await rebalance();
  assert.deepEqual(await metadata.chunks('', 100), before, 'it may be back in a minute');
  nowMs = 15 * 60_000;
  assert.equal(await rebalance(), 0);
  for (const { servers } of await metadata.chunks('', 100)) assert.ok(servers.length === 2 && !servers.includes('s1'));
  disk('s1').away = false;
  await membership.beat();
  assert.equal(membership.isUp('s1'), true);
  await rebalance();
  const after = await metadata.chunks('', 100);
  for (const { id, servers } of after) assert.deepEqual([...servers].sort(), membership.wanted(id).sort());
});

test('copies that are missing because a server was away are made when it is back', async (t) => {
  const { store, membership, rebalance, disk } = await clusterOf(t, ['s1', 's2']);
  disk('s2').away = true;
  const { chunks } = await store('key', someBytes(500_000), 100_000);
  assert.ok(chunks.every(({ servers }) => servers.length === 1));
  const signature = membership.signature();
  assert.equal(await rebalance(), 5, 'none can be settled now');
  disk('s2').away = false;
  await membership.beat();
  assert.notEqual(membership.signature(), signature);
  assert.equal(await rebalance(), 0);
  assert.equal((await idsOn(disk('s2'))).length, 5);
});

test('orphans and strays are removed, and nothing that is referred to or being written', async (t) => {
  const { store, load, disk, metadata, membership } = await clusterOf(t, four);
  const bytes = someBytes(100_000);
  const content = await store('key', bytes);
  const [chunk] = content.chunks;
  assert.ok(chunk);
  const other = four.find((server) => !chunk.servers.includes(server));
  const elsewhere = disk(other);
  await elsewhere.store.put(chunk.id, partsOf(bytes), bytes.length);
  const orphan = `${'e'.repeat(32)}-0123456789ab`;
  await elsewhere.store.put(orphan, partsOf(bytes), bytes.length);
  const beingWritten = newChunkId();
  await elsewhere.store.put(beingWritten, partsOf(bytes), bytes.length);
  const strays = () =>
    removeStrays(
      { metadata, wanted: (id) => membership.wanted(id), nowMs: Date.now },
      elsewhere.id,
      elsewhere.store,
      new AbortController().signal,
    );
  assert.equal(await removeOrphans(elsewhere.store, metadata, Number.POSITIVE_INFINITY), 1);
  assert.equal(await strays(), 0, 'it may be a copy on its way');
  const longAgo = new Date(Date.now() - STRAY_AFTER_MS - 1000);
  await utimes(fileOf(elsewhere, chunk), longAgo, longAgo);
  assert.equal(await strays(), 1);
  assert.deepEqual(await idsOn(elsewhere), [beingWritten]);
  assert.ok((await load(content)).equals(bytes));
});

test('two gateways that move the same chunks at once leave two copies of each', async (t) => {
  const disks = await openDisks(t, ['s1', 's2', 's3']);
  const one = await openCluster(t, disks);
  const bytes = someBytes(900_000);
  const content = await one.store('key', bytes, 30_000);
  await disks.add('s4');
  await one.membership.add('s4', 's4:1');
  await Promise.all([one.rebalance(), one.rebalance()]);
  await one.rebalance();
  for (const { id, servers } of await one.metadata.chunks('', 1000)) {
    assert.deepEqual([...servers].sort(), one.membership.wanted(id).sort());
    for (const server of servers) assert.equal(await disks.disk(server).store.verify(id), 'sound');
  }
  assert.ok((await one.load(content)).equals(bytes));
});

test('every taker of a stream gets all of it, however they differ in pace, and who stops holds nobody up', async () => {
  const takes = fc.record({ stopsAfter: fc.option(fc.nat(12)), everyTicks: fc.nat(3) });
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.nat(5000), { maxLength: 10 }),
      fc.array(takes, { minLength: 1, maxLength: 4 }),
      async (sizes, takers) => {
        const parts = sizes.map((size) => randomBytes(size));
        const shared = Buffer.alloc(5000);
        const fanOut = new FanOut(
          (async function* () {
            // One buffer for all parts, as a source may do it.
            for (const part of parts) yield shared.subarray(0, part.copy(shared));
          })(),
        );
        const taking = takers.map((taker) => ({ ...taker, stream: fanOut.taker() }));
        await Promise.all(
          taking.map(async ({ stream, stopsAfter, everyTicks }) => {
            const got: Buffer[] = [];
            const iterator = stream[Symbol.asyncIterator]();
            for (let count = 0; count !== stopsAfter; count++) {
              const { done, value } = await iterator.next();
              if (done === true) break;
              got.push(Buffer.from(value));
              for (let tick = 0; tick < everyTicks; tick++) await new Promise(setImmediate);
              assert.ok(
                value.equals(got.at(-1) ?? Buffer.alloc(0)),
                'a part stays as it is until the next is asked for',
              );
            }
            fanOut.drop(stream);
            assert.deepEqual(Buffer.concat(got), Buffer.concat(parts.slice(0, stopsAfter ?? parts.length)));
          }),
        );
      },
    ),
    { numRuns: 60 },
  );
});

test('a taker that leaves while the source is waited for takes nothing away from the others', async () => {
  const gate = Promise.withResolvers<void>();
  const fanOut = new FanOut(
    (async function* () {
      await gate.promise;
      for (let part = 0; part < 6; part++) yield Buffer.of(part);
    })(),
  );
  const [stays, leaves] = [fanOut.taker(), fanOut.taker()];
  const got: number[] = [];
  const staying = (async () => {
    for await (const part of stays) {
      got.push(part[0] ?? -1);
      for (let tick = 0; tick < 3; tick++) await new Promise(setImmediate);
    }
  })();
  void leaves[Symbol.asyncIterator]().next();
  await new Promise(setImmediate);
  fanOut.drop(leaves);
  gate.resolve();
  await staying;
  assert.deepEqual(got, [0, 1, 2, 3, 4, 5]);
});
