/** A tour of what users do every day, with AWS's own client against the real process. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import {
  CopyObjectCommand,
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetBucketLocationCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListObjectsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { clientOf, refusal } from './clients.ts';
import { startStoreProcess } from './store-process.ts';

test('buckets and objects, from creation to deletion', async (t) => {
  const store = await startStoreProcess(t);
  const s3 = clientOf(t, store, 'alpha');
  const Bucket = 'everyday';
  await s3.send(new CreateBucketCommand({ Bucket }));
  assert.equal(await refusal(s3.send(new CreateBucketCommand({ Bucket }))), '409 BucketAlreadyOwnedByYou');
  assert.equal(await refusal(s3.send(new CreateBucketCommand({ Bucket: 'health' }))), '400 InvalidBucketName');
  await s3.send(new HeadBucketCommand({ Bucket }));
  assert.deepEqual(
    (await s3.send(new ListBucketsCommand({}))).Buckets?.map(({ Name }) => Name),
    [Bucket],
  );
  assert.ok(await s3.send(new GetBucketLocationCommand({ Bucket })));

  const Body = randomBytes(3_000_001);
  const Key = 'ein/Schlüssel mit/../ +%&\u0000<>"\'~ 🚢';
  const stored = await s3.send(
    new PutObjectCommand({ Bucket, Key, Body, ContentType: 'image/png', Metadata: { colour: 'red' } }),
  );
  const read = await s3.send(new GetObjectCommand({ Bucket, Key }));
  assert.deepEqual(Buffer.from((await read.Body?.transformToByteArray()) ?? []), Body);
  assert.equal(read.ETag, stored.ETag);
  assert.equal(read.ContentType, 'image/png');
  assert.deepEqual(read.Metadata, { colour: 'red' });
  const head = await s3.send(new HeadObjectCommand({ Bucket, Key, ChecksumMode: 'ENABLED' }));
  assert.equal(head.ContentLength, Body.length);
  assert.equal(head.ChecksumCRC32, stored.ChecksumCRC32);

  await s3.send(new CopyObjectCommand({ Bucket, Key: 'copy', CopySource: `${Bucket}/${encodeURIComponent(Key)}` }));
  const copy = await s3.send(new GetObjectCommand({ Bucket, Key: 'copy' }));
  assert.deepEqual(Buffer.from((await copy.Body?.transformToByteArray()) ?? []), Body);
  assert.deepEqual(copy.Metadata, { colour: 'red' });

  const listed = await s3.send(new ListObjectsV2Command({ Bucket, Delimiter: '/', EncodingType: 'url' }));
  assert.deepEqual(
    listed.Contents?.map((object) => [object.Key, object.Size]),
    [['copy', Body.length]],
  );
  assert.deepEqual(listed.CommonPrefixes, [{ Prefix: 'ein/' }]);
  assert.equal((await s3.send(new ListObjectsCommand({ Bucket, MaxKeys: 1 }))).IsTruncated, true);

  assert.equal(await refusal(s3.send(new DeleteBucketCommand({ Bucket }))), '409 BucketNotEmpty');
  await s3.send(new DeleteObjectCommand({ Bucket, Key: 'was never there' }));
  const deleted = await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key: 'copy' }, { Key }] } }));
  assert.equal(deleted.Deleted?.length, 2);
  assert.equal(await refusal(s3.send(new GetObjectCommand({ Bucket, Key }))), '404 NoSuchKey');
  await s3.send(new DeleteBucketCommand({ Bucket }));
  assert.equal(await refusal(s3.send(new HeadBucketCommand({ Bucket }))), '404 NotFound');
  assert.equal(await store.end('SIGTERM'), 0);
});

test('streams of unknown checksum, every checksum algorithm, and empty objects', async (t) => {
  const s3 = clientOf(t, await startStoreProcess(t), 'alpha');
  const Bucket = 'uploads';
  await s3.send(new CreateBucketCommand({ Bucket }));
  const bytes = randomBytes(1_500_000);
  for (const ChecksumAlgorithm of ['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256'] as const) {
    for (const [form, Body] of [
      ['stream', Readable.from([bytes.subarray(0, 7), bytes.subarray(7)])],
      ['buffer', bytes],
    ] as const) {
      const Key = `${form} ${ChecksumAlgorithm}`;
      await s3.send(new PutObjectCommand({ Bucket, Key, Body, ContentLength: bytes.length, ChecksumAlgorithm }));
      const read = await s3.send(new GetObjectCommand({ Bucket, Key, ChecksumMode: 'ENABLED' }));
      assert.ok(read[`Checksum${ChecksumAlgorithm}`], Key);
      assert.deepEqual(Buffer.from((await read.Body?.transformToByteArray()) ?? []), bytes, Key);
    }
  }
  await s3.send(new PutObjectCommand({ Bucket, Key: 'empty', Body: '' }));
  const empty = await s3.send(new GetObjectCommand({ Bucket, Key: 'empty' }));
  assert.equal(await empty.Body?.transformToString(), '');
});

test('presigned URLs store and fetch', async (t) => {
  const s3 = clientOf(t, await startStoreProcess(t), 'alpha');
  const Bucket = 'presigned';
  await s3.send(new CreateBucketCommand({ Bucket }));
  const put = await getSignedUrl(s3, new PutObjectCommand({ Bucket, Key: 'a b', Metadata: { from: 'a browser' } }), {
    expiresIn: 60,
  });
  const stored = await fetch(put, { method: 'PUT', body: 'hello' });
  assert.equal(stored.status, 200, await stored.text());
  const fetched = await fetch(await getSignedUrl(s3, new GetObjectCommand({ Bucket, Key: 'a b' }), { expiresIn: 60 }));
  assert.equal(await fetched.text(), 'hello');
  assert.equal(fetched.headers.get('x-amz-meta-from'), 'a browser');
});
