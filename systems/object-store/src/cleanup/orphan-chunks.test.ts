/** What a crash leaves behind goes, and what somebody is still writing stays: with real chunks on a disk, a real database, and a clock in hand. */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { pino } from 'pino';
import { openDiskChunks } from '../chunks/disk-chunks.ts';
import { createClusterContents } from '../contents/cluster-contents.ts';
import type { Content } from '../contents/content-store.ts';
import { localCluster } from '../contents/local-cluster.ts';
import { createMetadata } from '../metadata/create-metadata.ts';
import { openDatabase } from '../metadata/open-database.ts';
import { removeOrphans } from './orphan-chunks.ts';

const silent = pino({ level: 'silent' });
const session = 'e'.repeat(32);
const always = Number.MAX_SAFE_INTEGER;

async function* bytes(text: string): AsyncGenerator<Buffer> {
  yield Buffer.from(text);
}

async function startStore(t: TestContext) {
  const directory = await mkdtemp(join(tmpdir(), 'object-store-cleanup-'));
  const metadata = createMetadata((await openDatabase(directory, undefined, silent)).database);
  const disk = await openDiskChunks(directory);
  const contents = createClusterContents(localCluster('local', disk, silent));
  t.after(async () => {
    await contents.close();
    await disk.close();
    await metadata.close();
    await rm(directory, { recursive: true });
  });
  await metadata.createBucket('bucket', 'alpha');
  const bucketId = (await metadata.bucket('bucket'))?.id ?? 0;
  const write = (under: string, text: string): Promise<Content> =>
    contents.write(bytes(text), { session: under, sizeHintBytes: text.length });
  /** What a round of the cleanup does at this time; resolves with what is then on the disk. */
  const cleanUp = async (nowMs: number, storedBeforeMs = always): Promise<string[]> => {
    contents.remove((await metadata.expireSessions(nowMs)).released);
    await contents.close();
    await removeOrphans(disk, metadata, storedBeforeMs);
    return (await disk.list('', 100)).map(({ id }) => id).sort();
  };
  return { metadata, disk, bucketId, write, cleanUp };
}

const described = { headers: {}, tags: {}, acl: undefined, checksum: undefined };
const idsOf = (...contents: Content[]): string[] => contents.flatMap(({ chunks }) => chunks.map(({ id }) => id)).sort();

test('a gateway that dies between the write and the commit leaves nothing behind once its session is over', async (t) => {
  const { metadata, bucketId, write, cleanUp } = await startStore(t);
  await metadata.openSession(session, 1000);
  const kept = await write(session, 'committed');
  const object = { ...described, key: 'key', etag: 'etag', modifiedMs: 0, partSizes: undefined };
  await metadata.putObject(bucketId, { ...object, content: kept }, session);
  const lost = await write(session, 'never committed');
  assert.deepEqual(await cleanUp(999), idsOf(kept, lost));
  assert.deepEqual(await cleanUp(1000), idsOf(kept));
  const late = await metadata.putObject(bucketId, { ...object, content: lost }, session);
  assert.equal(late.kind, 'session-expired', 'who comes too late must not refer to chunks that are gone');
});

test('a slow upload that is still renewed is not touched, in none of its parts; an abandoned one goes with all of them', async (t) => {
  const { metadata, bucketId, write, cleanUp } = await startStore(t);
  const upload = await metadata.createUpload({ ...described, bucketId, key: 'key', expiresMs: 1000 });
  assert.ok('id' in upload);
  const first = await write(upload.id, 'a part');
  await metadata.putPart(upload.id, { number: 1, etag: 'one', modifiedMs: 0, content: first, checksum: undefined });
  assert.equal(await metadata.renewSession(upload.id, 5000), true);
  const second = await write(upload.id, 'the next part, on its way');
  assert.deepEqual(await cleanUp(4999), idsOf(first, second));
  assert.deepEqual(await cleanUp(5000), []);
  assert.equal(await metadata.renewSession(upload.id, 9000), false);
});

test('a file whose sender went away fails, and its bytes go', async (t) => {
  const { metadata, write, cleanUp } = await startStore(t);
  const id = 'f'.repeat(32);
  await metadata.createFile({ id, tenant: 'alpha', name: 'name', contentType: 'text/plain' }, 1000);
  await metadata.setFileUploading(id);
  const half = await write(id, 'half of it');
  assert.deepEqual(await cleanUp(999), idsOf(half));
  assert.deepEqual(await cleanUp(1000), []);
  assert.equal((await metadata.file('alpha', id))?.status, 'failed');
});

test('a young chunk is left alone, and one that could not be removed when it was let go of is removed later', async (t) => {
  const { metadata, disk, write, cleanUp } = await startStore(t);
  await metadata.openSession(session, 1000);
  const content = await write(session, 'let go of');
  await metadata.closeSession(session);
  const [chunk] = await disk.list('', 1);
  assert.deepEqual(await cleanUp(0, chunk?.storedMs), idsOf(content));
  assert.deepEqual(await cleanUp(0, (chunk?.storedMs ?? 0) + 1), []);
});

test('more chunks than a page holds: every orphan goes, every other stays', async (t) => {
  const { metadata, disk, bucketId } = await startStore(t);
  await metadata.openSession(session, 1000);
  const ids = Array.from({ length: 1100 }, (_, index) => `${session}-${index.toString(16).padStart(12, '0')}`);
  const stored = await Promise.all(ids.map((id) => disk.put(id, bytes('x'), 1)));
  const kept = stored.filter((_, index) => index % 100 === 0).map((chunk) => ({ ...chunk, servers: ['local'] }));
  for (const chunk of kept) {
    const content = { sizeBytes: 1, chunks: [chunk] };
    const object = { ...described, key: chunk.id, content, etag: 'etag', modifiedMs: 0, partSizes: undefined };
    await metadata.putObject(bucketId, object, session);
  }
  await metadata.closeSession(session);
  assert.equal(await removeOrphans(disk, metadata, always), 1100 - kept.length);
  const left = await disk.list('', 2000);
  assert.deepEqual(left.map(({ id }) => id).sort(), kept.map(({ id }) => id).sort());
});
