/** What programs do every day, with AWS's own client for JavaScript. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import {
  CopyObjectCommand,
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetBucketLocationCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListObjectsCommand,
  ListObjectsV2Command,
  PutBucketVersioningCommand,
  PutObjectCommand,
  paginateListObjectsV2,
  type S3Client,
  waitUntilBucketExists,
  waitUntilBucketNotExists,
  waitUntilObjectExists,
  waitUntilObjectNotExists,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { clientOf, refusal } from './clients.ts';
import { tryInBothModes } from './modes.ts';

const MiB = 1024 ** 2;
const algorithms = ['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256'] as const;

async function read(s3: S3Client, Bucket: string, Key: string, more: object = {}): Promise<Buffer> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key, ...more }));
  return Buffer.from((await Body?.transformToByteArray()) ?? []);
}

/** Bytes that come in pieces of any size, and nobody knows how many. */
function streamOf(bytes: Buffer): Readable {
  const seams = [0, 1, 8, 65_536, 1_000_001, bytes.length];
  return Readable.from(seams.map((seam, index) => bytes.subarray(seam, seams[index + 1])));
}

tryInBothModes('AWS SDK for JavaScript', {
  open: (t, store) => clientOf(t, store, 'alpha'),
  parts: {
    async 'buckets and objects, from creation to deletion'(s3) {
      const Bucket = 'everyday';
      await s3.send(new CreateBucketCommand({ Bucket }));
      assert.equal(await refusal(s3.send(new CreateBucketCommand({ Bucket }))), '409 BucketAlreadyOwnedByYou');
      await s3.send(new HeadBucketCommand({ Bucket }));
      const buckets = (await s3.send(new ListBucketsCommand({}))).Buckets ?? [];
      assert.ok(buckets.some(({ Name }) => Name === Bucket));
      assert.ok(await s3.send(new GetBucketLocationCommand({ Bucket })));

      const Body = randomBytes(3_000_001);
      const Key = 'ein/Schlüssel mit/../ +%&\u0000<>"\'~ 🚢';
      const Metadata = { colour: 'red' };
      const stored = await s3.send(new PutObjectCommand({ Bucket, Key, Body, ContentType: 'image/png', Metadata }));
      const got = await s3.send(new GetObjectCommand({ Bucket, Key }));
      assert.ok(Body.equals((await got.Body?.transformToByteArray()) ?? Buffer.alloc(0)));
      assert.deepEqual([got.ETag, got.ContentType, got.Metadata], [stored.ETag, 'image/png', Metadata]);
      const head = await s3.send(new HeadObjectCommand({ Bucket, Key, ChecksumMode: 'ENABLED' }));
      assert.deepEqual([head.ContentLength, head.ChecksumCRC32], [Body.length, stored.ChecksumCRC32]);
      assert.ok((await read(s3, Bucket, Key, { Range: 'bytes=-7' })).equals(Body.subarray(-7)));

      await s3.send(new CopyObjectCommand({ Bucket, Key: 'copy', CopySource: `${Bucket}/${encodeURIComponent(Key)}` }));
      assert.ok((await read(s3, Bucket, 'copy')).equals(Body));
      const copied = await s3.send(new HeadObjectCommand({ Bucket, Key: 'copy' }));
      assert.deepEqual([copied.Metadata, copied.ContentType], [Metadata, 'image/png']);

      const listed = await s3.send(new ListObjectsV2Command({ Bucket, Delimiter: '/', EncodingType: 'url' }));
      assert.deepEqual(
        listed.Contents?.map((object) => [object.Key, object.Size]),
        [['copy', Body.length]],
      );
      assert.deepEqual(listed.CommonPrefixes, [{ Prefix: 'ein/' }]);
      assert.equal((await s3.send(new ListObjectsCommand({ Bucket, MaxKeys: 1 }))).IsTruncated, true);

      assert.equal(await refusal(s3.send(new DeleteBucketCommand({ Bucket }))), '409 BucketNotEmpty');
      await s3.send(new DeleteObjectCommand({ Bucket, Key: 'was never there' }));
      const deletion = new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key: 'copy' }, { Key }] } });
      assert.equal((await s3.send(deletion)).Deleted?.length, 2);
      assert.equal(await refusal(read(s3, Bucket, Key)), '404 NoSuchKey');
      await s3.send(new DeleteBucketCommand({ Bucket }));
      assert.equal(await refusal(s3.send(new HeadBucketCommand({ Bucket }))), '404 NotFound');
    },

    async 'buffers and streams with every checksum, and nothing at all'(s3) {
      const Bucket = 'uploads';
      await s3.send(new CreateBucketCommand({ Bucket }));
      const bytes = randomBytes(600_000);
      for (const ChecksumAlgorithm of algorithms) {
        for (const [form, Body] of Object.entries({ stream: streamOf(bytes), buffer: bytes, nothing: '' })) {
          const Key = `${form} ${ChecksumAlgorithm}`;
          const sent = form === 'nothing' ? Buffer.alloc(0) : bytes;
          await s3.send(new PutObjectCommand({ Bucket, Key, Body, ContentLength: sent.length, ChecksumAlgorithm }));
          const got = await s3.send(new GetObjectCommand({ Bucket, Key, ChecksumMode: 'ENABLED' }));
          assert.ok(got[`Checksum${ChecksumAlgorithm}`], Key);
          assert.ok(sent.equals((await got.Body?.transformToByteArray()) ?? bytes), Key);
        }
      }
    },

    async 'streams of unknown length in parts, with every checksum'(s3) {
      const Bucket = 'streams';
      await s3.send(new CreateBucketCommand({ Bucket }));
      for (const [index, ChecksumAlgorithm] of algorithms.entries()) {
        const bytes = randomBytes([12_000_000, 5 * MiB, 5 * MiB + 1, 1_000_002, 0][index] ?? 0);
        const params = { Bucket, Key: ChecksumAlgorithm, Body: streamOf(bytes), ChecksumAlgorithm };
        await new Upload({ client: s3, params, partSize: 5 * MiB, queueSize: 2 }).done();
        const got = await s3.send(new GetObjectCommand({ Bucket, Key: ChecksumAlgorithm, ChecksumMode: 'ENABLED' }));
        assert.ok(bytes.equals((await got.Body?.transformToByteArray()) ?? Buffer.alloc(1)), ChecksumAlgorithm);
        assert.ok(got[`Checksum${ChecksumAlgorithm}`], ChecksumAlgorithm);
      }
      const given = new Upload({
        client: s3,
        params: { Bucket, Key: 'given up', Body: streamOf(randomBytes(9 * MiB)) },
      });
      given.on('httpUploadProgress', () => given.abort());
      await assert.rejects(given.done(), { name: 'AbortError' });
      assert.equal(await refusal(read(s3, Bucket, 'given up')), '404 NoSuchKey');
    },

    async 'waiters wait for what is to come and what is to go'(s3) {
      const Bucket = 'awaited';
      const waiter = { client: s3, maxWaitTime: 20, minDelay: 1, maxDelay: 1 };
      const key = { Bucket, Key: 'key' };
      const come = [waitUntilBucketExists(waiter, { Bucket }), waitUntilObjectExists(waiter, key)];
      await s3.send(new CreateBucketCommand({ Bucket }));
      await s3.send(new PutObjectCommand({ ...key, Body: 'here' }));
      for (const { state } of await Promise.all(come)) assert.equal(state, 'SUCCESS');
      const gone = [waitUntilObjectNotExists(waiter, key), waitUntilBucketNotExists(waiter, { Bucket })];
      await s3.send(new DeleteObjectCommand(key));
      await s3.send(new DeleteBucketCommand({ Bucket }));
      for (const { state } of await Promise.all(gone)) assert.equal(state, 'SUCCESS');
    },

    async 'conditional writes, tags, versions, and pages of a list'(s3) {
      const Bucket = 'details';
      const Key = 'key';
      await s3.send(new CreateBucketCommand({ Bucket }));
      await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }));
      const put = (Body: string, more: object) => s3.send(new PutObjectCommand({ Bucket, Key, Body, ...more }));
      const first = await put('first', { IfNoneMatch: '*', Tagging: 'colour=red&a%20b=c%2Bd' });
      assert.equal(await refusal(put('second', { IfNoneMatch: '*' })), '412 PreconditionFailed');
      await put('second', { IfMatch: first.ETag });
      const { VersionId } = first;
      assert.equal((await read(s3, Bucket, Key, { VersionId })).toString(), 'first');
      const { TagSet } = await s3.send(new GetObjectTaggingCommand({ Bucket, Key, VersionId }));
      assert.deepEqual(TagSet, [{ Key: 'colour', Value: 'red' }, { Key: 'a b', Value: 'c+d' }]); // biome-ignore format: one line
      for (const name of ['a', 'b', 'ü']) await s3.send(new PutObjectCommand({ Bucket, Key: name, Body: '' }));
      const keys: (string | undefined)[] = [];
      for await (const page of paginateListObjectsV2({ client: s3, pageSize: 2 }, { Bucket })) {
        keys.push(...(page.Contents?.map((object) => object.Key) ?? []));
      }
      assert.deepEqual(keys, ['a', 'b', 'key', 'ü']);
    },

    async 'presigned URLs store and fetch'(s3) {
      const Bucket = 'presigned';
      await s3.send(new CreateBucketCommand({ Bucket }));
      const about = { Bucket, Key: 'a b', Metadata: { from: 'a browser' } };
      const put = await getSignedUrl(s3, new PutObjectCommand(about), { expiresIn: 60 });
      const stored = await fetch(put, { method: 'PUT', body: 'hello' });
      assert.equal(stored.status, 200, await stored.text());
      const got = await fetch(await getSignedUrl(s3, new GetObjectCommand({ Bucket, Key: 'a b' }), { expiresIn: 60 }));
      assert.equal(await got.text(), 'hello');
      assert.equal(got.headers.get('x-amz-meta-from'), 'a browser');
    },
  },
});
