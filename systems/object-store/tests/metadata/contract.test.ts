/**
 * The contract of metadata, on SQLite and on a real PostgreSQL: whatever sequence of changes is made, every answer and everything that can
 * be looked at afterwards is what the oracle says. Property-based.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Database } from '@seatrial/service-sql';
import { type PostgresServer, startPostgres } from '@seatrial/service-sql/testing';
import fc from 'fast-check';
import { createMetadata } from '../../src/metadata/create-metadata.ts';
import type { Metadata } from '../../src/metadata/metadata.ts';
import { type Change, changes, fileId, Side, sessionId } from './changes.ts';
import { emptySqlite, openPostgres } from './databases.ts';
import { Oracle } from './oracle.ts';

let server: PostgresServer;
let postgres: Awaited<ReturnType<typeof openPostgres>>;

before(async () => {
  server = await startPostgres();
  postgres = await openPostgres(server);
});

after(() => server.stop());

const whole = { prefix: '', delimiter: '', after: '', limit: 1000 };

/** Everything that can be looked at. */
async function look(side: Side): Promise<unknown> {
  const { metadata } = side;
  const buckets = [...(await metadata.listBuckets('alpha')), ...(await metadata.listBuckets('beta'))];
  const inBuckets = await Promise.all(buckets.map((bucket) => lookInto(side, bucket.id)));
  const files = await Promise.all([0, 1, 2].map((number) => metadata.file('alpha', fileId(number))));
  return {
    buckets: buckets.map(({ id: _own, ...bucket }) => bucket),
    inBuckets,
    files,
    pages: [
      await metadata.listFiles('alpha', { page: 1, perPage: 2, status: undefined }),
      await metadata.listFiles('alpha', { page: 2, perPage: 1, status: 'completed' }),
    ],
    usage: [await metadata.usage('alpha'), await metadata.usage('beta')],
    chunks: await metadata.chunks('', 1000),
    orphans: await metadata.orphans(side.written),
  };
}

async function lookInto({ metadata }: Side, bucketId: number): Promise<unknown> {
  const { versions } = await metadata.listVersions(bucketId, { ...whole, afterVersionId: undefined });
  const { uploads } = await metadata.listUploads(bucketId, { ...whole, afterUploadId: undefined });
  return {
    list: await metadata.list(bucketId, whole),
    versions,
    objects: await Promise.all(versions.map(({ key }) => metadata.object(bucketId, key))),
    named: await Promise.all(versions.map(({ key, versionId }) => metadata.object(bucketId, key, versionId))),
    uploads: await Promise.all(
      uploads.map(async (upload) => [upload, await metadata.listParts(upload.id, 0, 1000)] as const),
    ),
  };
}

/** Ids by their number, no times of the database's own, sets in order. */
function comparable(side: Side, value: unknown): unknown {
  const text = JSON.stringify(value, (name, part: unknown) => {
    if (['createdMs', 'startedMs', 'completedMs'].includes(name) && part !== undefined) return 'some time';
    if (name === 'bucketId') return side.buckets.indexOf(Number(part));
    if (name === 'released') return (part as { id: string }[]).map(({ id }) => id).sort();
    if (name === 'uploads') return [...(part as unknown[])].sort(byText(side));
    if (typeof part === 'string' && side.versions.includes(part)) return `version ${side.versions.indexOf(part)}`;
    if (typeof part === 'string' && side.uploads.includes(part)) return `upload ${side.uploads.indexOf(part)}`;
    return isMarker(part) ? { ...part, modifiedMs: 'some time' } : part;
  });
  return text === undefined ? undefined : JSON.parse(text);
}

function isMarker(part: unknown): part is object {
  return typeof part === 'object' && part !== null && 'deleteMarker' in part && part.deleteMarker === true;
}

/** Uploads that began in the same millisecond have no order of their own. */
function byText(side: Side): (a: unknown, b: unknown) => number {
  const indexOf = (pair: unknown): number => side.uploads.indexOf((pair as [{ id: string }])[0].id);
  return (a, b) => indexOf(a) - indexOf(b);
}

async function compare(metadata: Metadata, sequence: readonly Change[]): Promise<void> {
  const sides = [new Side(metadata), new Side(new Oracle())] as const;
  for (const side of sides) await side.start();
  for (const change of sequence) {
    const [answered, expected] = [await sides[0].make(change), await sides[1].make(change)];
    assert.deepEqual(comparable(sides[0], answered), comparable(sides[1], expected), JSON.stringify(change));
  }
  assert.deepEqual(comparable(sides[0], await look(sides[0])), comparable(sides[1], await look(sides[1])));
}

test('SQLite says what the oracle says', async () => {
  await fc.assert(
    fc.asyncProperty(changes, async (sequence) => {
      const database = await emptySqlite();
      await compare(createMetadata(database), sequence).finally(() => database.close());
    }),
    { numRuns: 150 },
  );
});

test('PostgreSQL says what the oracle says', async () => {
  const { empty } = postgres;
  const database = await postgres.gateway();
  const metadata = createMetadata(database);
  try {
    await fc.assert(
      fc.asyncProperty(changes, async (sequence) => {
        await empty();
        await compare(metadata, sequence);
      }),
      { numRuns: 30 },
    );
  } finally {
    await database.close();
  }
});

/** The same small test on both. */
function onEach(name: string, body: (metadata: Metadata) => Promise<void>): void {
  const run = async (database: Database): Promise<void> => {
    await body(createMetadata(database)).finally(() => database.close());
  };
  test(`SQLite: ${name}`, async () => run(await emptySqlite()));
  test(`PostgreSQL: ${name}`, async () => {
    const database = await postgres.gateway();
    await postgres.empty();
    await run(database);
  });
}

async function withBucket(metadata: Metadata): Promise<number> {
  await metadata.createBucket('bucket', 'alpha');
  await metadata.openSession(sessionId(0), Number.MAX_SAFE_INTEGER);
  return (await metadata.bucket('bucket'))?.id ?? 0;
}

let chunks = 0;

function objectOf(key: string, sizes: readonly number[] = [1], servers = ['one']) {
  const refs = sizes.map((sizeBytes) => ({
    id: `${sessionId(0)}-${(chunks++).toString(16).padStart(12, '0')}`,
    sizeBytes,
    blockSums: Buffer.alloc(4),
    servers,
  }));
  const content = { sizeBytes: sizes.reduce((sum, size) => sum + size, 0), chunks: refs };
  const described = { headers: {}, tags: {}, acl: undefined, checksum: undefined, partSizes: undefined };
  return { ...described, key, content, etag: 'etag', modifiedMs: 0 };
}

onEach('versions can be listed in pages while they are deleted page by page', async (metadata) => {
  const id = await withBucket(metadata);
  await metadata.putObject(id, objectOf('b'), sessionId(0));
  await metadata.setVersioning(id, 'enabled');
  for (const key of ['a', 'b', 'b', 'b', 'c/1', 'c/2', 'd']) await metadata.putObject(id, objectOf(key), sessionId(0));
  const seen: string[] = [];
  let next: Awaited<ReturnType<Metadata['listVersions']>>['continueAfter'] = { key: '', versionId: undefined };
  while (next !== undefined) {
    const query = { prefix: '', delimiter: '', after: next.key, afterVersionId: next.versionId, limit: 2 };
    const page: Awaited<ReturnType<Metadata['listVersions']>> = await metadata.listVersions(id, query);
    for (const { key, versionId } of page.versions) {
      seen.push(key);
      assert.equal((await metadata.deleteObject(id, key, versionId)).kind, 'deleted');
    }
    next = page.continueAfter;
  }
  assert.deepEqual(seen, ['a', 'b', 'b', 'b', 'b', 'c/1', 'c/2', 'd']);
  assert.equal((await metadata.deleteBucket(id)).kind, 'deleted');
});

onEach('uploads are listed by key, then in the order they were started, in pages, folded', async (metadata) => {
  const bucketId = await withBucket(metadata);
  const upload = { bucketId, headers: {}, tags: {}, acl: undefined, checksum: undefined, expiresMs: 1e15 };
  for (const key of ['b', 'x/1', 'x/2', 'a', 'b']) {
    await metadata.createUpload({ ...upload, key });
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  const query = { prefix: '', delimiter: '/', limit: 2 };
  const first = await metadata.listUploads(bucketId, { ...query, after: '', afterUploadId: undefined });
  assert.deepEqual(
    first.uploads.map(({ key }) => key),
    ['a', 'b'],
  );
  const { key = '', uploadId } = first.continueAfter ?? {};
  const second = await metadata.listUploads(bucketId, { ...query, after: key, afterUploadId: uploadId });
  assert.deepEqual([second.uploads.map((found) => found.key), second.commonPrefixes], [['b'], ['x/']]);
  assert.equal(second.continueAfter, undefined);
  assert.ok((first.uploads[1]?.startedMs ?? 0) < (second.uploads[0]?.startedMs ?? 0));
});

onEach('chunks are moved by compare and set, and keep their server from being removed', async (metadata) => {
  const id = await withBucket(metadata);
  const object = objectOf('key', [1, 2], ['two', 'one']);
  const [chunk] = object.content.chunks;
  await metadata.putObject(id, object, sessionId(0));
  for (const server of ['one', 'two', 'three']) {
    await metadata.putServer({ id: server, address: `${server}:1`, state: 'active' });
  }
  await metadata.putServer({ id: 'one', address: 'one:2', state: 'draining' });
  assert.equal(await metadata.moveChunk(chunk?.id ?? '', ['one', 'two'], ['two', 'three']), true);
  assert.equal(await metadata.moveChunk(chunk?.id ?? '', ['one', 'two'], ['one']), false);
  assert.deepEqual([...(await metadata.chunkCounts())].sort(), [
    ['one', 1],
    ['three', 1],
    ['two', 2],
  ]);
  assert.equal(await metadata.removeServer('one'), false);
  await metadata.deleteObject(id, 'key');
  assert.equal(await metadata.removeServer('one'), true);
  assert.deepEqual(
    (await metadata.servers()).map((server) => `${server.id} ${server.address} ${server.state}`),
    ['three three:1 active', 'two two:1 active'],
  );
});

onEach('nothing is committed that names a server that was removed, however close the two are', async (metadata) => {
  const id = await withBucket(metadata);
  const known = () => metadata.putServer({ id: 'one', address: 'one:1', state: 'active' });
  await known();
  const stored = objectOf('moving', [1], ['two']);
  await metadata.putObject(id, stored, sessionId(0));
  assert.equal(await metadata.removeServer('one'), true);
  const [chunk] = stored.content.chunks;
  assert.equal(await metadata.moveChunk(chunk?.id ?? '', ['two'], ['one']), false);
  const refused = objectOf('refused');
  assert.equal((await metadata.putObject(id, refused, sessionId(0))).kind, 'server-removed');
  const upload = await metadata.createUpload({
    ...objectOf('upload'),
    bucketId: id,
    expiresMs: Number.MAX_SAFE_INTEGER,
  });
  assert.ok('id' in upload);
  const part = { number: 1, etag: 'e', modifiedMs: 0, content: refused.content, checksum: undefined };
  assert.equal((await metadata.putPart(upload.id, part)).kind, 'server-removed');
  await metadata.createFile(
    { id: fileId(0), tenant: 'alpha', name: 'f', contentType: 'text/plain' },
    Number.MAX_SAFE_INTEGER,
  );
  assert.equal((await metadata.completeFile(fileId(0), refused.content, 'sha')).kind, 'server-removed');
  for (let round = 0; round < 20; round++) {
    await known();
    const [put, removed] = await Promise.all([
      metadata.putObject(id, objectOf('key'), sessionId(0)),
      metadata.removeServer('one'),
    ]);
    assert.equal(put.kind, removed ? 'server-removed' : 'stored');
    await metadata.deleteObject(id, 'key');
  }
});

onEach('times are told as they were given, and times of its own are the clock’s', async (metadata) => {
  const beganMs = Date.now();
  const id = await withBucket(metadata);
  await metadata.putObject(id, { ...objectOf('key'), modifiedMs: 1234.0 }, sessionId(0));
  assert.equal((await metadata.object(id, 'key'))?.modifiedMs, 1234);
  const { createdMs = 0 } = (await metadata.bucket('bucket')) ?? {};
  assert.ok(createdMs >= beganMs && createdMs <= Date.now());
  assert.deepEqual(await metadata.bucketsWith('cors'), []);
  await metadata.setBucketSetting(id, 'cors', '[]');
  assert.deepEqual(
    (await metadata.bucketsWith('cors')).map(({ name, settings }) => [name, settings]),
    [['bucket', { cors: '[]' }]],
  );
  await metadata.check();
});

onEach('an object of a thousand chunks comes back in order', async (metadata) => {
  const id = await withBucket(metadata);
  const object = objectOf(
    'large',
    Array.from({ length: 1000 }, (_, index) => index + 1),
  );
  await metadata.putObject(id, object, sessionId(0));
  const found = await metadata.object(id, 'large');
  assert.deepEqual(found && 'content' in found && found.content, object.content);
});
