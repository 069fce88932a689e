/** Uploads in parts on bad days: crashes, clients that go away, bytes that nobody needs any more, lengths that are too long. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { type TestContext, test } from 'node:test';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListPartsCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { chunkFilesLeft } from './chunk-files.ts';
import { clientOf, refusal } from './clients.ts';
import { oneEmptyStore } from './emptied-store.ts';
import { sendSigned, signedHeaders } from './signed.ts';
import { type StoreProcess, startStoreProcess } from './store-process.ts';

const emptyStore = oneEmptyStore();

const Bucket = 'bucket';
const Key = 'key';
const MiB = 1024 ** 2;

async function storeWithUpload(t: TestContext, start: (t: TestContext) => Promise<StoreProcess> = emptyStore) {
  const store = await start(t);
  const s3 = clientOf(t, store, 'alpha');
  await s3.send(new CreateBucketCommand({ Bucket }));
  return { store, s3, UploadId: await begin(s3) };
}

async function begin(s3: S3Client): Promise<string> {
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key }));
  return UploadId ?? '';
}

async function part(s3: S3Client, UploadId: string, PartNumber: number, Body: Buffer) {
  const { ETag } = await s3.send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body }));
  return { PartNumber, ETag };
}

function complete(s3: S3Client, UploadId: string, Parts: { PartNumber: number; ETag: string | undefined }[]) {
  return s3.send(new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts } }));
}

async function readKey(s3: S3Client): Promise<Buffer> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
  return Buffer.from((await Body?.transformToByteArray()) ?? []);
}

test('nothing is left of parts that were replaced, refused, not named or given up, nor of objects in parts', async (t) => {
  const { store, s3, UploadId } = await storeWithUpload(t);
  const one = await part(s3, UploadId, 1, randomBytes(5 * MiB));
  await part(s3, UploadId, 2, randomBytes(100_000));
  const two = await part(s3, UploadId, 2, randomBytes(200_000));
  await chunkFilesLeft(store, 2);
  await part(s3, UploadId, 3, randomBytes(300_000));
  const query = `partNumber=4&uploadId=${UploadId}`;
  const headers = { 'x-amz-checksum-crc32': 'AAAAAA==' };
  const refused = await sendSigned(store, { method: 'PUT', path: '/bucket/key', query, headers }, randomBytes(400_000));
  assert.equal(refused.code, 'BadDigest');
  await chunkFilesLeft(store, 3);
  await complete(s3, UploadId, [one, two]);
  await chunkFilesLeft(store, 2);
  const aborted = await begin(s3);
  await part(s3, aborted, 1, randomBytes(500_000));
  await s3.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId: aborted }));
  await chunkFilesLeft(store, 2);
  await s3.send(new PutObjectCommand({ Bucket, Key, Body: 'replaced' }));
  await chunkFilesLeft(store, 1);
  await s3.send(new DeleteObjectCommand({ Bucket, Key }));
  await part(s3, await begin(s3), 1, randomBytes(500_000));
  await s3.send(new DeleteBucketCommand({ Bucket }));
  await chunkFilesLeft(store, 0);
});

test('where versions are kept, what is hidden or replaced keeps its bytes until its version is deleted', async (t) => {
  const { store, s3 } = await storeWithUpload(t);
  const VersioningConfiguration = { Status: 'Enabled' } as const;
  await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration }));
  const versions = [await s3.send(new PutObjectCommand({ Bucket, Key, Body: randomBytes(100_000) }))];
  versions.push(await s3.send(new PutObjectCommand({ Bucket, Key, Body: randomBytes(100_000) })));
  await s3.send(new DeleteObjectCommand({ Bucket, Key }));
  await chunkFilesLeft(store, 2);
  for (const [index, { VersionId }] of versions.entries()) {
    await s3.send(new DeleteObjectCommand({ Bucket, Key, VersionId }));
    await chunkFilesLeft(store, 1 - index);
  }
});

test('acknowledged parts and completions survive a crash', async (t) => {
  const { store, s3, UploadId } = await storeWithUpload(t, startStoreProcess);
  const bodies = [randomBytes(5 * MiB), randomBytes(1000)];
  const parts = await Promise.all(bodies.map((body, index) => part(s3, UploadId, index + 1, body)));
  await store.end('SIGKILL');
  const second = await store.restart();
  await complete(clientOf(t, second, 'alpha'), UploadId, parts);
  await second.end('SIGKILL');
  const third = await second.restart();
  assert.ok((await readKey(clientOf(t, third, 'alpha'))).equals(Buffer.concat(bodies)));
  await chunkFilesLeft(third, 2);
});

test('a client that goes away in the middle of a part leaves nothing, and the part it meant to replace stays', async (t) => {
  const { store, s3, UploadId } = await storeWithUpload(t);
  const one = await part(s3, UploadId, 1, Buffer.from('one'));
  const query = `partNumber=1&uploadId=${UploadId}`;
  const headers = signedHeaders(store, {
    method: 'PUT',
    path: '/bucket/key',
    query,
    headers: { 'content-length': '5000000' },
  });
  const sent = request(`${store.url}/bucket/key?${query}`, { method: 'PUT', headers }).on('error', () => undefined);
  sent.write(randomBytes(2_000_000));
  await chunkFilesLeft(store, 2);
  sent.destroy();
  await chunkFilesLeft(store, 1);
  const { Parts } = await s3.send(new ListPartsCommand({ Bucket, Key, UploadId }));
  assert.deepEqual(Parts?.map(({ ETag, Size }) => [ETag, Size]), [[one.ETag, 3]]); // biome-ignore format: one line
  await complete(s3, UploadId, [one]);
  assert.equal((await readKey(s3)).toString(), 'one');
});

test('a completion while a part is on its way: the part is told that there is no upload, and leaves nothing', async (t) => {
  const { store, s3, UploadId } = await storeWithUpload(t);
  const one = await part(s3, UploadId, 1, Buffer.from('one'));
  const query = `partNumber=2&uploadId=${UploadId}`;
  const headers = signedHeaders(store, {
    method: 'PUT',
    path: '/bucket/key',
    query,
    headers: { 'content-length': '500000' },
  });
  const sent = request(`${store.url}/bucket/key?${query}`, { method: 'PUT', headers });
  sent.write(randomBytes(400_000));
  await chunkFilesLeft(store, 2);
  await complete(s3, UploadId, [one]);
  sent.end(randomBytes(100_000));
  const [late] = (await once(sent, 'response')) as [IncomingMessage];
  assert.equal(late.statusCode, 404);
  late.resume();
  await chunkFilesLeft(store, 1);
  assert.equal((await readKey(s3)).toString(), 'one');
});

test('more than 5 GiB in one request is refused before its bytes, and a part number needs an upload', async (t) => {
  const { store, UploadId, s3 } = await storeWithUpload(t);
  for (const query of ['', `partNumber=1&uploadId=${UploadId}`]) {
    const extra = { 'content-length': String(5 * 1024 ** 3 + 1), expect: '100-continue' };
    const headers = signedHeaders(store, { method: 'PUT', path: '/bucket/key', query, headers: extra });
    const sent = request(`${store.url}/bucket/key?${query}`, { method: 'PUT', headers }).on('error', () => undefined);
    sent.flushHeaders();
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    let body = '';
    for await (const bytes of response) body += bytes;
    assert.match(body, /<Code>EntityTooLarge</, query);
    sent.destroy();
  }
  const lone = await sendSigned(store, { method: 'PUT', path: '/bucket/key', query: 'partNumber=1' }, 'x');
  assert.equal(lone.code, 'InvalidArgument');
  assert.equal(await refusal(readKey(s3)), '404 NoSuchKey');
});
