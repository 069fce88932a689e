/** The disk of a store of one process is full, and its database lies on it: what is there can be read, and deleted, and then there is room. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  AbortMultipartUploadCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { clientOf, refusal } from './clients.ts';
import { ask, upload } from './files-client.ts';
import { startStoreProcess } from './store-process.ts';

const skip = spawnSync('unshare', ['-Urm', 'true']).status !== 0 && 'needs unshare with user and mount namespaces';
const Bucket = 'bucket';

test('a disk that is full takes no more bytes, and everything else goes on', { skip }, async (t) => {
  const store = await startStoreProcess(t, undefined, { tmpfsBytes: 24 * 1024 * 1024 });
  const s3 = clientOf(t, store, 'alpha');
  await s3.send(new CreateBucketCommand({ Bucket }));
  const put = (Key: string, Body: Buffer) => s3.send(new PutObjectCommand({ Bucket, Key, Body }));
  const stored = new Map<string, Buffer>();
  for (const sizeBytes of [1_000_000, 100_000, 10_000, 1]) {
    for (let said = ''; said === ''; ) {
      const Key = `${sizeBytes} ${stored.size}`;
      const body = randomBytes(sizeBytes);
      said = await put(Key, body).then(
        () => '',
        (error: Error) => refusal(Promise.reject(error)),
      );
      if (said === '') stored.set(Key, body);
      else assert.equal(said, '507 StorageFull');
    }
  }
  assert.ok(stored.size > 5, `${stored.size} objects`);
  const file = await upload(store, 'alpha', 'x');
  assert.equal(`${file.status} ${file.code}`, '507 storage_full');
  await sleep(1000); // A report of health is kept for a second.
  const health = await ask(store, {}, 'GET', '/health');
  assert.equal(health.status, 200);
  assert.match(
    health.bytes.toString(),
    /^{"status":"degraded",.*"name":"disk","status":"degraded","detail":"It is full\."/,
  );

  for (let round = 0; round < 100; round++) {
    const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key: `upload ${round}` }));
    await s3.send(new AbortMultipartUploadCommand({ Bucket, Key: `upload ${round}`, UploadId }));
  }
  for (const [Key, body] of stored) {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
    assert.ok(body.equals((await Body?.transformToByteArray()) ?? Buffer.alloc(0)), Key);
  }
  for (const Key of stored.keys()) await s3.send(new DeleteObjectCommand({ Bucket, Key }));
  await put('again', randomBytes(1_000_000));
});
