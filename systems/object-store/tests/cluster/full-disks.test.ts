/** Disks of storage servers that are full, as clients of the gateway see them: refused in words, with nothing left behind, and not for ever. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { type TestContext, test } from 'node:test';
import {
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { createRemoteChunks } from '../../src/storage/remote-chunks.ts';
import { clientOf, refusal } from '../clients.ts';
import { eventually } from '../eventually.ts';
import { ask, upload } from '../files-client.ts';
import { type StoreProcess, startStoreProcess } from '../store-process.ts';
import { type StorageProcess, startStorage, token } from './storage-process.ts';

const skip = spawnSync('unshare', ['-Urm', 'true']).status !== 0 && 'needs unshare with user and mount namespaces';
const mebibyte = 1024 * 1024;
const Bucket = 'bucket';

/** A gateway over storage servers whose disks have these sizes; undefined for one that is as large as the machine's. */
async function startCluster(t: TestContext, diskBytes: readonly (number | undefined)[]) {
  const servers = await Promise.all(
    diskBytes.map((tmpfsBytes, index) =>
      startStorage(t, { id: `s${index + 1}`, ...(tmpfsBytes === undefined ? {} : { tmpfsBytes }) }),
    ),
  );
  const args = servers.flatMap(({ id, address }) => ['--storage', `${id}=${address}`]);
  const store = await startStoreProcess(t, undefined, { args, environment: { OBJECT_STORE_CLUSTER_TOKEN: token } });
  const s3 = clientOf(t, store, 'alpha');
  await s3.send(new CreateBucketCommand({ Bucket }));
  return { servers, store, s3 };
}

const put = (s3: S3Client, Key: string, Body: Buffer, bucket = Bucket) =>
  s3.send(new PutObjectCommand({ Bucket: bucket, Key, Body }));

async function read(s3: S3Client, Key: string, bucket = Bucket): Promise<Buffer> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key }));
  return Buffer.from((await Body?.transformToByteArray()) ?? []);
}

/** Stores objects of that size until one is refused, and says how. */
async function fill(s3: S3Client, sizeBytes: number, stored: Map<string, Buffer>): Promise<string> {
  for (;;) {
    const Key = `${sizeBytes} ${stored.size}`;
    const bytes = randomBytes(sizeBytes);
    const refused = await put(s3, Key, bytes).then(
      () => undefined,
      (error: Error) => refusal(Promise.reject(error)),
    );
    if (refused !== undefined) return refused;
    stored.set(Key, bytes);
  }
}

/** What is on each disk: its chunks, and how many bytes are taken, which shows what is not a chunk as well. */
async function disksOf(t: TestContext, servers: readonly StorageProcess[]) {
  const stores = servers.map(({ id, address }) => createRemoteChunks({ id, address, token }));
  t.after(() => Promise.all(stores.map((store) => store.close())));
  return async (): Promise<string[]> =>
    Promise.all(
      stores.map(async (store) => {
        const chunks = await store.list('', 1000);
        const { usedBytes } = await store.check();
        return `${chunks.map(({ id }) => id)} in ${usedBytes} bytes`;
      }),
    );
}

const healthOf = async (store: StoreProcess): Promise<string> => {
  const { status, json } = await ask(store, {}, 'GET', '/health');
  return `${status} ${(json as unknown as { status: string }).status}`;
};

test('when the disks are full: 507 and nothing left behind, everybody reads on, and there is room after a delete', {
  skip,
}, async (t) => {
  const { servers, store, s3 } = await startCluster(
    t,
    [6, 6, 6].map((size) => size * mebibyte),
  );
  const beta = clientOf(t, store, 'beta');
  const kept = randomBytes(300_000);
  await beta.send(new CreateBucketCommand({ Bucket: 'other' }));
  await put(beta, 'kept', kept, 'other');
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key: 'parts' }));
  let reads = 0;
  let going = true;
  const reader = (async () => {
    for (; going; reads++) assert.ok((await read(beta, 'kept', 'other')).equals(kept));
  })();

  const stored = new Map<string, Buffer>();
  assert.equal(await fill(s3, 1_000_000, stored), '507 StorageFull');
  assert.ok(stored.size >= 4, `${stored.size} objects`);
  const look = await disksOf(t, servers);
  const before = await eventually('the refused object is removed', async () => {
    const disks = await look();
    const copies = disks.join().match(/[0-9a-f]{32}-/g)?.length;
    assert.equal(copies, 2 * (stored.size + 1));
    return disks;
  });

  const Body = randomBytes(1_500_000);
  const [first = ''] = stored.keys();
  const part = { Bucket, Key: 'parts', UploadId, PartNumber: 1, Body };
  assert.equal(await refusal(put(s3, first, Body)), '507 StorageFull');
  assert.equal(await refusal(s3.send(new UploadPartCommand(part))), '507 StorageFull');
  const copy = { Bucket, Key: 'copy', CopySource: `${Bucket}/${first}` };
  assert.equal(await refusal(s3.send(new CopyObjectCommand(copy))), '507 StorageFull');
  const file = await upload(store, 'alpha', randomBytes(4_000_000));
  assert.equal(`${file.status} ${file.code}`, '507 storage_full');
  await eventually('nothing of what was refused is left', async () => assert.deepEqual(await look(), before));

  for (const sizeBytes of [100_000, 10_000]) assert.equal(await fill(s3, sizeBytes, stored), '507 StorageFull');
  // A disk counts as full for a moment while what it refuses is on it: there may be room for the last bytes after that.
  await eventually('health tells', async () => {
    assert.equal(await fill(s3, 1, stored), '507 StorageFull');
    assert.equal(await healthOf(store), '200 degraded');
  });
  for (const [key, bytes] of stored) assert.ok((await read(s3, key)).equals(bytes), key);
  await s3.send(new DeleteObjectCommand({ Bucket, Key: first }));
  await eventually('there is room', () => put(s3, 'again', randomBytes(500_000)));
  const readsSoFar = reads;
  await eventually('the other tenant still reads', async () => assert.ok(reads > readsSoFar));
  going = false;
  await reader;
});

test('one full disk of several is passed over, and nobody notices', { skip }, async (t) => {
  const { store, s3, servers } = await startCluster(t, [2 * mebibyte, undefined, undefined]);
  const stored = Array.from({ length: 16 }, (_, index) => [`${index}`, randomBytes(400_000)] as const);
  await Promise.all(stored.map(([key, bytes]) => put(s3, key, bytes)));
  for (const [key, bytes] of stored) assert.ok((await read(s3, key)).equals(bytes), key);
  const counts = (await (await disksOf(t, servers))()).map((disk) => disk.match(/[0-9a-f]{32}-/g)?.length ?? 0);
  assert.equal(
    counts.reduce((sum, count) => sum + count, 0),
    2 * stored.length,
    `${counts}`,
  );
  assert.ok((counts[0] ?? 0) > 0 && (counts[0] ?? 0) <= 5, `${counts}`);
  assert.match(await healthOf(store), /^200 /);
});
