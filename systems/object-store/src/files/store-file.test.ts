/** A file's way through its statuses, on real stores: what is on record at each step, and what is left when a step fails. */
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
import type { FilesServices } from './call.ts';
import { SESSION_MS } from './file-session.ts';
import { atMost } from './most-bytes.ts';
import { storeFile } from './store-file.ts';

const log = pino({ enabled: false });
const id = '0123456789abcdef'.repeat(2);
const file = { id, tenant: 'alpha', name: 'a', contentType: 'text/plain', sizeHintBytes: 600 };

async function services(t: TestContext) {
  const directory = await mkdtemp(join(tmpdir(), 'object-store-files-'));
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
  const health = async () => ({ status: 'ok', parts: [] }) as const;
  const metrics = { contentType: 'text/plain', text: async () => '' };
  const room = async () => true;
  const all: FilesServices<Metadata> = {
    metadata,
    contents,
    room,
    health,
    metrics,
    storage: { membership: undefined },
  };
  const left = async (): Promise<number> => {
    await contents.close();
    return (await chunks.list('', 100)).length;
  };
  return { ...all, all, left, status: async () => (await metadata.file('alpha', id))?.status };
}

test('pending when on record, uploading from the first byte, then completed', async (t) => {
  const store = await services(t);
  const seen: (string | undefined)[] = [];
  async function* bytes(): AsyncGenerator<Buffer> {
    seen.push(await store.status());
    yield Buffer.alloc(300);
    seen.push(await store.status());
    yield Buffer.alloc(300);
  }
  const { content } = await storeFile(store.all, log, file, bytes());
  assert.equal(content.chunks.length, 6);
  assert.deepEqual([...seen, await store.status()], ['pending', 'uploading', 'completed']);
});

test('a file whose source fails is failed, with the same error and without a chunk', async (t) => {
  const store = await services(t);
  const gone = new Error('gone');
  async function* bytes(): AsyncGenerator<Buffer> {
    yield Buffer.alloc(300);
    throw gone;
  }
  await assert.rejects(storeFile(store.all, log, file, bytes()), gone);
  assert.equal(await store.status(), 'failed');
  assert.equal(await store.left(), 0);
});

test('a file that was taken for dead is not completed', async (t) => {
  const store = await services(t);
  async function* bytes(): AsyncGenerator<Buffer> {
    yield Buffer.alloc(600);
    const { sessions } = await store.metadata.expireSessions(Date.now() + SESSION_MS);
    assert.equal(sessions, 1);
  }
  await assert.rejects(storeFile(store.all, log, file, bytes()), { code: 'upload_expired' });
  assert.equal(await store.status(), 'failed');
  assert.equal(await store.left(), 0);
});

test('a long upload is not taken for dead', async (t) => {
  const store = await services(t);
  t.mock.timers.enable({ apis: ['setInterval', 'Date'] });
  async function* bytes(): AsyncGenerator<Buffer> {
    for (let tenths = 0; tenths < 30; tenths++) {
      yield Buffer.alloc(20);
      t.mock.timers.tick(SESSION_MS / 10);
      await store.metadata.check();
      await store.metadata.expireSessions(Date.now());
    }
  }
  await storeFile(store.all, log, file, bytes());
  assert.equal(await store.status(), 'completed');
});

test('a file beyond its quota, or larger than it may be, leaves no bytes', async (t) => {
  const store = await services(t);
  async function* bytes(): AsyncGenerator<Buffer> {
    yield Buffer.alloc(400);
    yield Buffer.alloc(200);
  }
  await assert.rejects(storeFile(store.all, log, file, atMost(599, bytes())), { code: 'file_too_large' });
  assert.equal(await store.left(), 0);
  await store.metadata.setQuota('alpha', 599);
  const other = { ...file, id: 'f'.repeat(32) };
  await assert.rejects(storeFile(store.all, log, other, atMost(600, bytes())), { code: 'quota_exceeded' });
  assert.equal(await store.left(), 0);
});
