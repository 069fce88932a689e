/**
 * No acknowledged write is lost: many clients write, overwrite and delete, the process is killed in the middle, and after a restart
 * every key is in a state that its last acknowledged change, or a later unanswered one, explains.
 */
import assert from 'node:assert/strict';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { CreateBucketCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import { clientOf } from './clients.ts';
import { Bucket, objectsExplained, type Possible, read, worker } from './crash-load.ts';
import { type StoreProcess, startStoreProcess } from './store-process.ts';

async function files(store: StoreProcess, folder: string): Promise<number> {
  const entries = await readdir(join(store.dataDirectory, folder), { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).length;
}

test('kill -9 under load, three times: what was acknowledged is there, byte for byte, and nothing is left over', async (t) => {
  let store = await startStoreProcess(t);
  await clientOf(t, store, 'alpha').send(new CreateBucketCommand({ Bucket }));
  const possible: Possible = new Map();
  for (let round = 0; round < 3; round++) {
    const s3 = clientOf(t, store, 'alpha');
    const workers = Array.from({ length: 12 }, (_, index) => worker(s3, possible, round * 100 + index));
    const enough = possible.size + 40 + round * 10;
    while (possible.size < enough) await sleep(5);
    await store.end('SIGKILL');
    await Promise.all(workers);
    await writeFile(join(store.dataDirectory, 'incoming', 'half-written'), 'half');
    store = await store.restart();
    assert.equal(await files(store, 'incoming'), 0, 'no temporary file survives a start');
  }
  const s3 = clientOf(t, store, 'alpha');
  const objects = await objectsExplained(s3, possible);
  assert.ok(objects > 50, `enough happened to be worth looking at: ${objects} objects`);
  assert.equal(await files(store, 'chunks'), objects, 'a chunk for every object and no other');
  const listed = await s3.send(new ListObjectsV2Command({ Bucket }));
  assert.equal(listed.KeyCount, Math.min(1000, objects));
});

test('SIGTERM finishes the upload it accepted, and refuses new connections', async (t) => {
  const store = await startStoreProcess(t);
  const s3 = clientOf(t, store, 'alpha');
  await s3.send(new CreateBucketCommand({ Bucket }));
  const gate = Promise.withResolvers<void>();
  async function* slowBody(): AsyncGenerator<Buffer> {
    yield Buffer.from('accepted ');
    await gate.promise;
    yield Buffer.from('finished');
  }
  const upload = s3.send(
    new PutObjectCommand({ Bucket, Key: 'slow', Body: Readable.from(slowBody()), ContentLength: 17 }),
  );
  while ((await files(store, 'incoming')) === 0) await sleep(5);
  const ended = store.end('SIGTERM');
  while (
    await fetch(`${store.url}/health`).then(
      () => true,
      () => false,
    )
  )
    await sleep(5);
  gate.resolve();
  assert.ok((await upload).ETag);
  assert.equal(await ended, 0);
  const again = await store.restart();
  assert.equal((await read(clientOf(t, again, 'alpha'), 'slow'))?.toString(), 'accepted finished');
});
