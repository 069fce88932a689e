/** The lifecycle job on real stores and a clock that is set by hand. */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { pino } from 'pino';
import { openDiskChunks } from '../chunks/disk-chunks.ts';
import { createClusterContents } from '../contents/cluster-contents.ts';
import { localCluster } from '../contents/local-cluster.ts';
import { createMetadata } from '../metadata/create-metadata.ts';
import type { Metadata } from '../metadata/metadata.ts';
import { openDatabase } from '../metadata/open-database.ts';
import { createCounters } from '../placement/counters.ts';
import { readLifecycle } from '../wire/documents/lifecycle.ts';
import { expireOnce } from './job.ts';

const log = pino({ enabled: false });
const dayMs = 24 * 60 * 60_000;
const session = '0123456789abcdef'.repeat(2);
/** Delete markers are made on the runtime's clock, so the test's begins there. */
const startMs = Date.now();
const goOn = new AbortController().signal;

async function setUp(t: TestContext, ...rules: string[]) {
  const directory = await mkdtemp(join(tmpdir(), 'object-store-lifecycle-'));
  const { database } = await openDatabase(directory, undefined, log);
  const metadata = createMetadata(database);
  const chunks = await openDiskChunks(directory);
  const contents = createClusterContents(localCluster('local', chunks, log));
  t.after(async () => {
    await contents.close();
    await chunks.close();
    await metadata.close();
    await rm(directory, { recursive: true });
  });
  await metadata.createBucket('harbour', 'alpha');
  const bucketId = (await metadata.bucket('harbour'))?.id ?? 0;
  await metadata.openSession(session, startMs + 1000 * dayMs);
  const xml = rules.map((rule) => `<Rule><Status>Enabled</Status>${rule}</Rule>`).join('');
  const lifecycle = readLifecycle(`<LifecycleConfiguration>${xml}</LifecycleConfiguration>`);
  await metadata.setBucketSetting(bucketId, 'lifecycle', JSON.stringify(lifecycle));

  const put = async (key: string, modifiedMs = startMs, tags = {}): Promise<void> => {
    async function* bytes(): AsyncGenerator<Buffer> {
      yield Buffer.from(key);
    }
    const content = await contents.write(bytes(), { session, sizeHintBytes: key.length });
    const described = { headers: {}, tags, acl: undefined, etag: key, checksum: undefined, partSizes: undefined };
    await metadata.putObject(bucketId, { ...described, key, content, modifiedMs }, session);
  };
  const counters = createCounters();
  const parts = { contents, counters, log };
  const expire = (days: number, over: Partial<Metadata> = {}) =>
    expireOnce({ ...parts, metadata: { ...metadata, ...over }, nowMs: () => startMs + days * dayMs }, goOn);
  const counted = (): readonly number[] => [
    counters.expiredObjects,
    counters.expiredVersions,
    counters.expiredMarkers,
    counters.expiredUploads,
  ];
  const left = async (): Promise<string[]> => {
    const query = { prefix: '', delimiter: '', after: '', afterVersionId: undefined, limit: 1000 };
    const { versions } = await metadata.listVersions(bucketId, query);
    return versions.map(({ key, deleteMarker, latest }) => key + (deleteMarker ? '-' : '') + (latest ? '' : ' old'));
  };
  const chunksLeft = async (): Promise<number> => {
    await contents.close();
    return (await chunks.list('', 1000)).length;
  };
  return { metadata, contents, bucketId, put, expire, counted, left, chunksLeft };
}

const twoDays = '<Expiration><Days>2</Days></Expiration>';

test('what is due goes with its bytes, and not a day earlier; what fits no rule stays', async (t) => {
  const { put, expire, counted, left, chunksLeft } = await setUp(
    t,
    `<Filter><Prefix>logs/</Prefix></Filter>${twoDays}`,
  );
  for (const key of ['a', 'logs/1', 'logs/2', 'z']) await put(key);
  assert.equal((await expire(2)).versions, 0);
  assert.deepEqual(await expire(3), { versions: 2, uploads: 0, failed: 0 });
  assert.deepEqual(await left(), ['a', 'z']);
  assert.equal(await chunksLeft(), 2);
  assert.deepEqual(counted(), [2, 0, 0, 0]);
});

test('tags are looked at when nothing else decides', async (t) => {
  const tag = '<Filter><Tag><Key>keep</Key><Value>no</Value></Tag></Filter>';
  const { put, expire, left } = await setUp(t, tag + twoDays);
  await put('goes', startMs, { keep: 'no' });
  await put('other', startMs, { keep: 'yes' });
  await put('untagged');
  await expire(3);
  assert.deepEqual(await left(), ['other', 'untagged']);
});

test('where versions are kept: hidden first, then removed, and the marker last', async (t) => {
  const noncurrent = '<NoncurrentVersionExpiration><NoncurrentDays>5</NoncurrentDays></NoncurrentVersionExpiration>';
  const { metadata, bucketId, put, expire, counted, left } = await setUp(t, `<Filter/>${twoDays}${noncurrent}`);
  await metadata.setVersioning(bucketId, 'enabled');
  await put('a', startMs - dayMs);
  await put('a');
  await expire(3);
  assert.deepEqual(await left(), ['a-', 'a old', 'a old']);
  await expire(6);
  assert.deepEqual(await left(), ['a-'], 'both had been replaced for five days');
  assert.equal((await expire(6)).versions, 1, 'nothing is left under the marker');
  assert.deepEqual(await left(), []);
  assert.deepEqual(counted(), [1, 2, 1, 0], 'one hidden, two removed, one marker');
});

test('the newest replaced versions are kept, over any number of pages', async (t) => {
  const rule =
    '<Filter/><NoncurrentVersionExpiration><NoncurrentDays>1</NoncurrentDays><NewerNoncurrentVersions>2</NewerNoncurrentVersions></NoncurrentVersionExpiration>';
  const { metadata, bucketId, put, expire, left } = await setUp(t, rule);
  await metadata.setVersioning(bucketId, 'enabled');
  for (let round = 0; round < 7; round++) for (const key of ['a', 'b']) await put(key);
  const inPagesOfTwo: Metadata['listVersions'] = (id, query) => metadata.listVersions(id, { ...query, limit: 2 });
  const { versions } = await expire(2, { listVersions: inPagesOfTwo });
  assert.equal(versions, 8);
  assert.deepEqual(await left(), ['a', 'a old', 'a old', 'b', 'b old', 'b old']);
});

test('what is written between the look and the removal stays', async (t) => {
  const { metadata, put, expire, left } = await setUp(t, `<Filter/>${twoDays}`);
  await put('a');
  await put('b');
  const rewritten: Metadata['deleteObject'] = async (...about) => {
    if (about[1] === 'a') await put('a', startMs + 3 * dayMs);
    return metadata.deleteObject(...about);
  };
  assert.equal((await expire(3, { deleteObject: rewritten })).versions, 1);
  assert.deepEqual(await left(), ['a']);
});

test('a replaced version that became the latest again stays', async (t) => {
  const rule = '<Filter/><NoncurrentVersionExpiration><NoncurrentDays>1</NoncurrentDays></NoncurrentVersionExpiration>';
  const { metadata, bucketId, put, expire, left } = await setUp(t, rule);
  await metadata.setVersioning(bucketId, 'enabled');
  await put('a');
  await put('a');
  const restored: Metadata['deleteObject'] = async (...about) => {
    const latest = await metadata.object(bucketId, 'a');
    await metadata.deleteObject(bucketId, 'a', latest?.versionId);
    return metadata.deleteObject(...about);
  };
  await expire(3, { deleteObject: restored });
  assert.deepEqual(await left(), ['a']);
});

test('uploads that were never completed are aborted', async (t) => {
  const days = '<DaysAfterInitiation>1</DaysAfterInitiation>';
  const rule = `<Filter><Prefix>a</Prefix></Filter><AbortIncompleteMultipartUpload>${days}</AbortIncompleteMultipartUpload>`;
  const { metadata, bucketId, expire, counted } = await setUp(t, rule);
  const described = { bucketId, headers: {}, tags: {}, acl: undefined, checksum: undefined };
  for (const key of ['a', 'b']) await metadata.createUpload({ ...described, key, expiresMs: startMs + 9 * dayMs });
  assert.equal((await expire(1)).uploads, 0);
  assert.equal((await expire(2)).uploads, 1);
  const query = { prefix: '', delimiter: '', after: '', afterUploadId: undefined, limit: 10 };
  assert.deepEqual(
    (await metadata.listUploads(bucketId, query)).uploads.map(({ key }) => key),
    ['b'],
  );
  assert.deepEqual(counted(), [0, 0, 0, 1]);
});

test('one failure does not keep the rest, and is counted', async (t) => {
  const { metadata, put, expire, left } = await setUp(t, `<Filter/>${twoDays}`);
  for (const key of ['a', 'b', 'c']) await put(key);
  const failing: Metadata['deleteObject'] = async (...about) => {
    if (about[1] === 'b') throw new Error('The database is away.');
    return metadata.deleteObject(...about);
  };
  assert.deepEqual(await expire(3, { deleteObject: failing }), { versions: 2, uploads: 0, failed: 1 });
  assert.deepEqual(await left(), ['b']);
});
