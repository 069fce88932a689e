/**
 * Several gateways on one real PostgreSQL: changes of one key are one after the other, what is let go of is let go of once, and a server that
 * goes away and comes back costs an error at most, never a process or a half-made change.
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { after, before, type TestContext, test } from 'node:test';
import {
  ask,
  createPostgresDriver,
  DatabaseUnavailableError,
  migrate,
  OutcomeUnknownError,
} from '@seatrial/service-sql';
import { type PostgresServer, startPostgres } from '@seatrial/service-sql/testing';
import type { ChunkRef } from '../../src/contents/content-store.ts';
import { createMetadata } from '../../src/metadata/create-metadata.ts';
import type { Metadata } from '../../src/metadata/metadata.ts';
import { migrations } from '../../src/metadata/schema.ts';
import { sessionId } from './changes.ts';
import { openPostgres, silent } from './databases.ts';

let server: PostgresServer;
let shared: Awaited<ReturnType<typeof openPostgres>>;

before(async () => {
  server = await startPostgres();
  shared = await openPostgres(server);
});

after(() => server.stop());

const session = sessionId(0);
let written = 0;

function objectOf(key: string, sizes: readonly number[]) {
  const chunks = sizes.map((sizeBytes): ChunkRef => {
    written += 1;
    const id = `${session}-${written.toString(16).padStart(12, '0')}`;
    return { id, sizeBytes, blockSums: Buffer.alloc(4), servers: ['one'] };
  });
  const content = { sizeBytes: sizes.reduce((sum, size) => sum + size, 0), chunks };
  const described = { headers: {}, tags: {}, acl: undefined, checksum: undefined, partSizes: undefined };
  return { ...described, key, content, etag: `${written}`, modifiedMs: 0 };
}

async function twoGateways(): Promise<{ readonly gateways: readonly [Metadata, Metadata]; readonly bucketId: number }> {
  const gateways = await Promise.all([shared.gateway(), shared.gateway()]).then(
    ([a, b]) => [createMetadata(a), createMetadata(b)] as const,
  );
  await shared.empty();
  await gateways[0].createBucket('bucket', 'alpha');
  await gateways[0].openSession(session, Number.MAX_SAFE_INTEGER);
  return { gateways, bucketId: (await gateways[1].bucket('bucket'))?.id ?? 0 };
}

/** What must hold whenever nobody is changing anything. */
async function checkInvariants(metadata: Metadata, bucketId: number): Promise<void> {
  const query = { prefix: '', delimiter: '', after: '', limit: 1000 };
  const { versions } = await metadata.listVersions(bucketId, { ...query, afterVersionId: undefined });
  const keys = [...new Set(versions.map(({ key }) => key))];
  for (const key of keys) {
    const ofKey = versions.filter((version) => version.key === key);
    assert.deepEqual(
      ofKey.map(({ latest }) => latest),
      ofKey.map((_, index) => index === 0),
      `one latest version of ${key}, the newest`,
    );
  }
  const objects = versions.filter(({ deleteMarker }) => !deleteMarker);
  const bytes = objects.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  assert.deepEqual(await metadata.usage('alpha'), { bytes, objects: objects.length });
}

test('two gateways put, delete and complete the same keys at once: every chunk is an object’s, or was let go of once', async () => {
  const { gateways, bucketId } = await twoGateways();
  for (const versioning of ['off', 'enabled', 'suspended'] as const) {
    if (versioning !== 'off') await gateways[0].setVersioning(bucketId, versioning);
    const released: ChunkRef[] = [];
    const committed: ChunkRef[] = (await gateways[0].chunks('', 10_000)).slice();
    const worker = async (metadata: Metadata, number: number): Promise<void> => {
      for (let step = 0; step < 15; step++) {
        const key = `key ${(number + step) % 3}`;
        const object = objectOf(key, [1, 2]);
        if (step % 5 === 4) {
          const outcome = await metadata.deleteObject(bucketId, key);
          if (outcome.kind === 'deleted') released.push(...outcome.released);
        } else if (step % 5 === 3) {
          released.push(...(await completeOne(metadata, bucketId, object)));
          committed.push(...object.content.chunks);
        } else {
          const outcome = await metadata.putObject(bucketId, object, session);
          assert.equal(outcome.kind, 'stored');
          if (outcome.kind === 'stored') released.push(...outcome.released);
          committed.push(...object.content.chunks);
        }
      }
    };
    await Promise.all([0, 1, 2, 3, 4, 5].map((number) => worker(gateways[number % 2 === 0 ? 0 : 1], number)));
    const kept = (await gateways[0].chunks('', 10_000)).map(({ id }) => id);
    const gone = released.map(({ id }) => id);
    assert.deepEqual([...kept, ...gone].sort(), committed.map(({ id }) => id).sort());
    await checkInvariants(gateways[1], bucketId);
  }
  await Promise.all(gateways.map((metadata) => metadata.close()));
});

async function completeOne(
  metadata: Metadata,
  bucketId: number,
  object: ReturnType<typeof objectOf>,
): Promise<readonly ChunkRef[]> {
  const upload = await metadata.createUpload({ ...object, bucketId, expiresMs: Number.MAX_SAFE_INTEGER });
  assert.ok('id' in upload);
  const part = { number: 1, etag: 'part', modifiedMs: 0, content: object.content, checksum: undefined };
  assert.equal((await metadata.putPart(upload.id, part)).kind, 'stored');
  const outcome = await metadata.completeUpload(upload.id, [part], object);
  assert.ok(outcome.kind === 'stored');
  return outcome.released;
}

test('of twenty who create the same key at once, from two gateways, one succeeds', async () => {
  const { gateways, bucketId } = await twoGateways();
  const puts = Array.from({ length: 20 }, (_, index) =>
    gateways[index % 2 === 0 ? 0 : 1].putObject(bucketId, objectOf('key', [1]), session, { kind: 'absent' }),
  );
  const kinds = (await Promise.all(puts)).map(({ kind }) => kind);
  assert.equal(kinds.filter((kind) => kind === 'stored').length, 1);
  assert.equal(kinds.filter((kind) => kind === 'precondition-failed').length, 19);
  await Promise.all(gateways.map((metadata) => metadata.close()));
});

test('a quota holds against writers of different keys from two gateways', async () => {
  const { gateways, bucketId } = await twoGateways();
  await gateways[0].setQuota('alpha', 55);
  const puts = Array.from({ length: 20 }, (_, index) =>
    gateways[index % 2 === 0 ? 0 : 1].putObject(bucketId, objectOf(`key ${index}`, [10]), session),
  );
  const kinds = (await Promise.all(puts)).map(({ kind }) => kind);
  assert.equal(kinds.filter((kind) => kind === 'stored').length, 5);
  assert.deepEqual(await gateways[1].usage('alpha'), { bytes: 50, objects: 5 });
  await Promise.all(gateways.map((metadata) => metadata.close()));
});

test('a bucket is not deleted under those who write to it, nor does anything appear in it afterwards', async () => {
  const { gateways, bucketId } = await twoGateways();
  const kinds = await Promise.all([
    ...Array.from({ length: 10 }, (_, index) =>
      gateways[0].putObject(bucketId, objectOf(`key ${index}`, [1]), session),
    ),
    gateways[1].deleteBucket(bucketId),
    ...Array.from({ length: 10 }, (_, index) =>
      gateways[1].putObject(bucketId, objectOf(`late ${index}`, [1]), session),
    ),
  ]).then((outcomes) => outcomes.map(({ kind }) => kind));
  const stored = kinds.filter((kind) => kind === 'stored').length;
  if (kinds.includes('deleted')) assert.equal(stored, 0);
  else assert.equal(stored, 20);
  assert.equal((await gateways[0].usage('alpha')).objects, stored);
  await Promise.all(gateways.map((metadata) => metadata.close()));
});

test('a session that is taken for dead while its owner commits: either the commit stands or it is refused', async () => {
  const { gateways, bucketId } = await twoGateways();
  for (let round = 0; round < 10; round++) {
    const id = sessionId(100 + round);
    await gateways[0].openSession(id, 1);
    const object = objectOf(`key ${round}`, [1]);
    const [put] = await Promise.all([gateways[0].putObject(bucketId, object, id), gateways[1].expireSessions(2)]);
    assert.ok(['stored', 'session-expired'].includes(put.kind), put.kind);
    const chunks = await gateways[1].chunks('', 1000);
    const known = chunks.some((chunk) => chunk.id === object.content.chunks[0]?.id);
    assert.equal(known, put.kind === 'stored');
  }
  await Promise.all(gateways.map((metadata) => metadata.close()));
});

test('four gateways that start at once migrate an empty database once', async () => {
  const url = await server.createDatabase();
  const databases = Array.from({ length: 4 }, () =>
    createPostgresDriver({ url, connections: 2, application: 'test' }, silent),
  );
  await Promise.all(databases.map((each) => migrate(each, migrations)));
  const [database] = databases;
  const versions = await database?.read(() => ask('SELECT version FROM schema_version'));
  assert.deepEqual(
    versions?.map(({ version }) => Number(version)),
    migrations.map((_, index) => index + 1),
  );
  const newer = migrations.length + 1;
  await database?.change(() => ask('INSERT INTO schema_version (version) VALUES ($1)', newer));
  await assert.rejects(
    migrate(databases[1] ?? assert.fail(), migrations),
    new RegExp(`has version ${newer} of the schema; this program knows ${newer - 1}`),
  );
  await Promise.all(databases.map((opened) => opened.close()));
});

test('while the server is away changes are refused as such; when it is back, they go on in the same pool', async () => {
  const { gateways, bucketId } = await twoGateways();
  const [metadata] = gateways;
  await Promise.all(Array.from({ length: 10 }, () => metadata.putObject(bucketId, objectOf('key', [1]), session)));
  assert.ok(metadata.poolUse().idle > 0);
  await server.pause();
  await Promise.all([
    assert.rejects(metadata.putObject(bucketId, objectOf('key', [1]), session), DatabaseUnavailableError),
    assert.rejects(metadata.check(), /The database cannot be reached: /),
  ]);
  await server.resume();
  assert.equal((await metadata.putObject(bucketId, objectOf('key', [1]), session)).kind, 'stored');
  await checkInvariants(gateways[1], bucketId);
  await Promise.all(gateways.map((gateway) => gateway.close()));
});

test('a restart in the middle of many changes: what was acknowledged is there, and the rest is whole or absent', async () => {
  const { gateways, bucketId } = await twoGateways();
  const acknowledged: string[] = [];
  let stop = false;
  const workers = gateways.flatMap((metadata, gateway) =>
    [0, 1, 2].map(async (number) => {
      for (let step = 0; !stop; step++) {
        const key = `${gateway}/${number}/${step}`;
        const outcome = await metadata
          .putObject(bucketId, objectOf(key, [1, 2]), session)
          .catch((error: unknown) => error);
        if (outcome instanceof Error) {
          assert.ok(
            outcome instanceof DatabaseUnavailableError || outcome instanceof OutcomeUnknownError,
            `${outcome}`,
          );
        } else acknowledged.push(key);
      }
    }),
  );
  await server.pause();
  await server.resume();
  await gateways[0].check();
  stop = true;
  await Promise.all(workers);
  for (const key of acknowledged) assert.ok(await gateways[1].object(bucketId, key), key);
  const listed = await gateways[0].chunks('', 1_000_000);
  assert.equal(listed.length, 2 * (await gateways[0].usage('alpha')).objects);
  await Promise.all(gateways.map((metadata) => metadata.close()));
});

/** Between a gateway and its server: cuts the connection when the client says a word, before or after the server has answered it. */
async function cuttingProxy(t: TestContext, port: number) {
  const sockets = new Set<Socket>();
  const state = { word: '', delivered: false, cuts: 0 };
  const proxy = createServer((client) => {
    const upstream = connect(port, '127.0.0.1');
    for (const socket of [client, upstream]) sockets.add(socket.on('error', () => undefined));
    client.on('close', () => upstream.destroy());
    upstream.on('close', () => client.destroy());
    upstream.pipe(client);
    client.on('data', (bytes) => {
      const cuts = state.word !== '' && bytes.includes(state.word);
      if (cuts) {
        state.word = '';
        state.cuts += 1;
        upstream
          .unpipe(client)
          .once('data', () => client.destroy())
          .resume();
      }
      if (cuts && !state.delivered) client.destroy();
      else upstream.write(bytes);
    });
  }).listen(0, '127.0.0.1');
  t.after(() => {
    for (const socket of sockets) socket.destroy();
    proxy.close();
  });
  await once(proxy, 'listening');
  const address = proxy.address();
  assert.ok(address !== null && typeof address === 'object');
  return { port: address.port, state };
}

test('a connection lost before COMMIT is tried again; one lost with COMMIT on its way is never, and it is said so', async (t) => {
  const { gateway, url } = await openPostgres(server);
  const direct = createMetadata(await gateway());
  t.after(() => direct.close());
  const proxy = await cuttingProxy(t, Number(new URL(url).port));
  const behind = new URL(url);
  behind.port = String(proxy.port);
  const cut = createMetadata(createPostgresDriver({ url: behind.href, connections: 2, application: 'test' }, silent));
  t.after(() => cut.close());
  await direct.createBucket('bucket', 'alpha');
  await direct.openSession(session, Number.MAX_SAFE_INTEGER);
  const bucketId = (await cut.bucket('bucket'))?.id ?? 0;
  for (const [index, word] of ['BEGIN', 'key 1', 'BEGIN'].entries()) {
    Object.assign(proxy.state, { word, delivered: index === 2 });
    assert.equal((await cut.putObject(bucketId, objectOf(`key ${index}`, [1]), session)).kind, 'stored');
  }
  for (const delivered of [false, true]) {
    Object.assign(proxy.state, { word: 'COMMIT', delivered });
    await assert.rejects(cut.putObject(bucketId, objectOf(`unknown ${delivered}`, [1]), session), OutcomeUnknownError);
  }
  assert.equal(proxy.state.cuts, 5);
  assert.equal(await direct.object(bucketId, 'unknown false'), undefined);
  assert.ok(await direct.object(bucketId, 'unknown true'));
  assert.deepEqual(await direct.usage('alpha'), { bytes: 4, objects: 4 });
});

test('a name with NUL, which PostgreSQL cannot even be asked about, is not there', async () => {
  const { gateways, bucketId } = await twoGateways();
  assert.equal(await gateways[0].bucket('a\0b'), undefined);
  assert.equal(await gateways[0].object(bucketId, 'key', 'a\0b'), undefined);
  assert.equal(await gateways[0].upload(bucketId, 'a\0b', 'a\0b'), undefined);
  assert.equal(await gateways[0].file('alpha', 'a\0b'), undefined);
  await Promise.all(gateways.map((metadata) => metadata.close()));
});
