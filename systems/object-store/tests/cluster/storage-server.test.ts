/** A storage server as its callers see it: the same as a disk, behind a token; nothing half-stored, nothing damaged sent. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { credentials, type ServiceError, status } from '@grpc/grpc-js';
import { withRequestId } from '@seatrial/service-log';
import fc from 'fast-check';
import {
  ChunkExistsError,
  DamagedChunkError,
  InvalidChunkIdError,
  NoSpaceError,
  type StoredChunk,
  StoreUnavailableError,
} from '../../src/chunks/chunk-store.ts';
import { withToken } from '../../src/storage/cluster-token.ts';
import { StorageClientClass } from '../../src/storage/protocol.ts';
import { createRemoteChunks } from '../../src/storage/remote-chunks.ts';
import { sharedByFile } from '../store-process.ts';
import { newChunkId, partsOf, readAll } from './bytes.ts';
import { filesOf, flipBit, type StorageProcess, startStorage, token } from './storage-process.ts';

/** For the tests that leave it empty and running. */
const sharedServer = sharedByFile((lifetime) => startStorage(lifetime, { id: 's1' }));

function chunksOf(t: TestContext, { id, address }: Pick<StorageProcess, 'id' | 'address'>, withToken = token) {
  const chunks = createRemoteChunks({ id, address, token: withToken });
  t.after(() => chunks.close());
  return chunks;
}

function clientOf(t: TestContext, { address }: StorageProcess) {
  const client = new StorageClientClass(address, credentials.createInsecure());
  t.after(() => client.close());
  return client;
}

test('chunks of any size, any range of them, lists, verdicts and space are as on a disk of one’s own', async (t) => {
  const server = await sharedServer();
  const chunks = chunksOf(t, server);
  const random = randomBytes(9_000_000);
  const sizes = fc.constantFrom(0, 1, 262_144, 262_145, 1_048_576, 1_048_577, 4_194_304, 9_000_000);
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(sizes, fc.nat(2_000_000)),
      fc.integer({ min: 1000, max: 700_000 }),
      fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true })),
      async (sizeBytes, partBytes, [a, b]) => {
        const bytes = random.subarray(0, sizeBytes);
        const chunk = await chunks.put(newChunkId(), partsOf(bytes, partBytes), sizeBytes);
        const [start, end] = [Math.floor(Math.min(a, b) * sizeBytes), Math.ceil(Math.max(a, b) * sizeBytes)];
        assert.ok((await readAll(await chunks.open(chunk), start, end)).equals(bytes.subarray(start, end)));
        assert.equal(await chunks.verify(chunk.id), 'sound');
        const [listed, ...others] = await chunks.list('', 10);
        assert.deepEqual([listed?.id, listed?.sizeBytes, others], [chunk.id, sizeBytes, []]);
        await assert.rejects(chunks.put(chunk.id, partsOf(bytes), sizeBytes), ChunkExistsError);
        await chunks.remove(chunk.id);
        assert.equal(await chunks.open(chunk), undefined);
        assert.equal(await chunks.verify(chunk.id), 'absent');
      },
    ),
    { numRuns: 15 },
  );
  assert.ok((await chunks.check()).availableBytes > 0);
  assert.deepEqual(await filesOf(server), []);
});

test('nobody is served without the token, and no id leaves the folder', async (t) => {
  const server = await sharedServer();
  const stranger = chunksOf(t, server, 'the token of another cluster');
  const id = newChunkId();
  const chunk: StoredChunk = { id, sizeBytes: 1, blockSums: Buffer.alloc(4) };
  for (const call of [
    () => stranger.put(id, partsOf(Buffer.from('x')), 1),
    () => stranger.open(chunk),
    () => stranger.remove(id),
    () => stranger.verify(id),
    () => stranger.list('', 1),
    () => stranger.check(),
  ])
    await assert.rejects(call, /token is missing or wrong/);
  const client = clientOf(t, server);
  for (const chunkId of ['', '../../etc/passwd', `${id}/..`, id.toUpperCase().replace('5', 'A')]) {
    const answer = Promise.withResolvers<ServiceError | null>();
    client.deleteChunk({ chunkId }, withToken(token), { deadline: Date.now() + 5000 }, answer.resolve);
    assert.equal((await answer.promise)?.code, status.INVALID_ARGUMENT);
    const call = client.getChunk({ chunkId, start: 0, end: 0 }, withToken(token)).resume();
    assert.equal(((await once(call, 'error')) as [ServiceError])[0].code, status.INVALID_ARGUMENT);
  }
  await assert.rejects(chunksOf(t, server).remove('../x'), InvalidChunkIdError);
  await assert.rejects(chunksOf(t, { ...server, id: 's2' }).check(), /there is 's1' instead of 's2'/);
});

test('an upload that breaks off, or counts wrongly, leaves nothing', async (t) => {
  const server = await sharedServer();
  const client = clientOf(t, server);
  const header = () => ({ header: { chunkId: newChunkId(), sizeHintBytes: 1000 } });
  const data = { data: randomBytes(300_000) };
  const upload = (parts: readonly object[], last: 'end' | 'cancel'): Promise<ServiceError | null> =>
    new Promise((resolve) => {
      const call = client.putChunk(withToken(token), resolve);
      for (const part of parts) call.write(part as typeof data);
      if (last === 'end') call.end();
      else setTimeout(() => call.cancel(), 50);
    });
  const wrong = status.INVALID_ARGUMENT;
  assert.equal((await upload([header(), data], 'end'))?.code, status.CANCELLED, 'no end');
  assert.equal((await upload([header(), data, { end: { sizeBytes: 299_999 } }], 'end'))?.code, wrong, 'a wrong count');
  assert.equal((await upload([data, { end: { sizeBytes: 300_000 } }], 'end'))?.code, wrong, 'no header');
  assert.equal((await upload([header(), header()], 'end'))?.code, wrong, 'two headers');
  assert.equal((await upload([], 'end'))?.code, wrong, 'nothing at all');
  assert.equal((await upload([header(), data], 'cancel'))?.code, status.CANCELLED);
  async function* breaking() {
    yield randomBytes(900_000);
    throw new RangeError('the client has gone');
  }
  await assert.rejects(chunksOf(t, server).put(newChunkId(), breaking(), 1_000_000), RangeError);
  await chunksOf(t, server).check();
  for (let waitedMs = 0; (await filesOf(server)).length > 0; waitedMs += 20) {
    assert.ok(waitedMs < 30_000, 'what was cut off is still there');
    await sleep(20);
  }
});

test('a flipped bit in data or footer is DATA_LOSS before a byte of the block; sound blocks before it are served', async (t) => {
  const server = await sharedServer();
  const chunks = chunksOf(t, server);
  const bytes = randomBytes(1_500_000);
  const chunk = await chunks.put(newChunkId(), partsOf(bytes), bytes.length);
  const [file = ''] = await filesOf(server);
  await flipBit(file, 1_200_000);
  assert.equal(await chunks.verify(chunk.id), 'damaged');
  await assert.rejects(readAll(await chunks.open(chunk), 0, bytes.length), DamagedChunkError);
  assert.ok((await readAll(await chunks.open(chunk), 5, 1_000_000)).equals(bytes.subarray(5, 1_000_000)));
  await flipBit(file, 1_200_000);
  assert.equal(await chunks.verify(chunk.id), 'sound');
  await flipBit(file, 30, true);
  assert.equal(await chunks.verify(chunk.id), 'damaged');
  await assert.rejects(chunks.open(chunk), DamagedChunkError);
  await chunks.remove(chunk.id);
});

test('SIGTERM finishes the upload it accepted; what was acknowledged survives SIGKILL', async (t) => {
  const server = await startStorage(t, { id: 's1' });
  const gate = Promise.withResolvers<void>();
  const bytes = randomBytes(600_000);
  async function* slow() {
    yield bytes.subarray(0, 400_000);
    await gate.promise;
    yield bytes.subarray(400_000);
  }
  const upload = chunksOf(t, server).put(newChunkId(), slow(), bytes.length);
  while ((await filesOf(server)).length === 0) await sleep(5);
  const ended = server.end('SIGTERM');
  await assert.rejects(chunksOf(t, server).check(), StoreUnavailableError);
  gate.resolve();
  const chunk = await upload;
  assert.equal(await ended, 0);
  const again = await server.restart();
  assert.ok((await readAll(await chunksOf(t, again).open(chunk), 0, bytes.length)).equals(bytes));
  const second = await chunksOf(t, again).put(newChunkId(), partsOf(bytes), bytes.length);
  await again.end('SIGKILL');
  const last = await again.restart();
  assert.ok((await readAll(await chunksOf(t, last).open(second), 0, bytes.length)).equals(bytes));
});

test('a folder belongs to one server, and to one process at a time', async (t) => {
  const server = await startStorage(t, { id: 's1' });
  const { directory } = server;
  await assert.rejects(startStorage(t, { id: 's1', directory }), /is in use by another process/);
  await server.end('SIGKILL');
  await assert.rejects(startStorage(t, { id: 's2', directory }), /belongs to the storage server 's1', not to 's2'/);
  await assert.rejects(startStorage(t, { id: 'S 3' }), /--id must be/);
  await assert.rejects(startStorage(t, { id: 's3', args: ['--token-file', '/dev/null'] }), /token is missing/);
});

test('the id of the request that a call is made for is in the lines of the server', async (t) => {
  const server = await startStorage(t, { id: 's1', args: ['--log-level', 'debug'] });
  const chunks = chunksOf(t, server);
  const bytes = randomBytes(2_000_000);
  const chunk = await withRequestId('ONE', () => chunks.put(newChunkId(), partsOf(bytes), bytes.length));
  const [file = ''] = await filesOf(server);
  await flipBit(file, 1_000_000);
  await withRequestId('TWO', () => assert.rejects(async () => readAll(await chunks.open(chunk), 0, bytes.length)));
  await withRequestId('THREE', () => chunks.remove(chunk.id));
  await chunks.check();
  await server.end('SIGTERM');
  const lines = server
    .log()
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const told = lines.flatMap(({ call, level, requestId }) => (call ? [`${call} ${level} ${requestId}`] : []));
  for (const line of [
    'PutChunk debug ONE',
    'GetChunk error TWO',
    'DeleteChunk debug THREE',
    'HealthCheck debug undefined',
  ])
    assert.ok(told.includes(line), `${line} among ${told.join(', ')}`);
});

const namespaces = spawnSync('unshare', ['-Urm', 'true']).status === 0;

test('a full disk is NoSpaceError and leaves nothing; what is there is still read', {
  skip: !namespaces && 'needs unshare with user and mount namespaces',
}, async (t) => {
  const server = await startStorage(t, { id: 's1', tmpfsBytes: 4 * 1024 * 1024 });
  const chunks = chunksOf(t, server);
  const bytes = randomBytes(1_000_000);
  const kept: StoredChunk[] = [];
  await assert.rejects(async () => {
    for (;;) kept.push(await chunks.put(newChunkId(), partsOf(bytes), bytes.length));
  }, NoSpaceError);
  assert.ok(kept.length >= 2, `${kept.length} chunks fit`);
  assert.equal((await chunks.list('', 100)).length, kept.length);
  for (const chunk of kept) assert.ok((await readAll(await chunks.open(chunk), 0, bytes.length)).equals(bytes));
  const { availableBytes } = await chunks.check();
  await chunks.put(newChunkId(), partsOf(randomBytes(availableBytes - 20_000)), 0);
  for (let filled = false; !filled; )
    filled = await chunks.put(newChunkId(), partsOf(Buffer.alloc(1)), 1).then(
      () => false,
      (error: unknown) => error instanceof NoSpaceError,
    );
  await assert.rejects(chunks.check(), NoSpaceError);
  for (const { id } of kept) await chunks.remove(id);
  await chunks.put(newChunkId(), partsOf(bytes), bytes.length);
});
