/** Checksums that S3 adds, and what clients say about the parts of an upload: computed, told and compared. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { type TestContext, test } from 'node:test';
import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectVersionsCommand,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { type ChecksumAlgorithm, startChecksum } from '../src/integrity/checksum.ts';
import { clientOf, refusal } from './clients.ts';
import { oneEmptyStore } from './emptied-store.ts';
import { sendSigned } from './signed.ts';
import type { StoreProcess } from './store-process.ts';

const emptyStore = oneEmptyStore();

const Bucket = 'bucket';
const ChecksumMode = 'ENABLED';
const least = 5 * 1024 ** 2;
const parts = [randomBytes(least), Buffer.from('the rest')] as const;
const whole = Buffer.concat(parts);

async function storeWithBucket(t: TestContext): Promise<{ store: StoreProcess; s3: S3Client }> {
  const store = await emptyStore(t);
  const s3 = clientOf(t, store, 'alpha', { requestChecksumCalculation: 'WHEN_REQUIRED' });
  await s3.send(new CreateBucketCommand({ Bucket }));
  return { store, s3 };
}

function sumOf(algorithm: ChecksumAlgorithm, ...bytes: readonly Buffer[]): string {
  const running = startChecksum(algorithm);
  for (const part of bytes) running.update(part);
  return running.digest().toString('base64');
}

/** The parts as they are named when the upload is completed. */
async function uploaded(s3: S3Client, begin: object, ofPart: (bytes: Buffer) => object) {
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key: 'parts', ...begin }));
  const about = { Bucket, Key: 'parts', UploadId };
  const named: { PartNumber: number; ETag: string | undefined }[] = [];
  for (const [index, Body] of parts.entries()) {
    const PartNumber = index + 1;
    const { ETag } = await s3.send(new UploadPartCommand({ ...about, PartNumber, Body, ...ofPart(Body) }));
    named.push({ PartNumber, ETag });
  }
  const complete = (sums: readonly object[], more: object = {}) => {
    const Parts = named.map((part, index) => ({ ...part, ...sums[index] }));
    return s3.send(new CompleteMultipartUploadCommand({ ...about, MultipartUpload: { Parts }, ...more }));
  };
  return { complete };
}

test('an object whose client sends no checksum has a CRC-64/NVME, and so has its copy', async (t) => {
  const { store, s3 } = await storeWithBucket(t);
  const expected = { 'x-amz-checksum-crc64nvme': sumOf('crc64nvme', parts[1]), 'x-amz-checksum-type': 'FULL_OBJECT' };
  const put = await sendSigned(store, { method: 'PUT', path: '/bucket/key' }, parts[1]);
  assert.partialDeepStrictEqual(Object.fromEntries(put.headers), expected);
  await s3.send(new CopyObjectCommand({ Bucket, Key: 'copy', CopySource: 'bucket/key' }));
  for (const path of ['/bucket/key', '/bucket/copy']) {
    const mode = { 'x-amz-checksum-mode': 'ENABLED' };
    const head = await sendSigned(store, { method: 'HEAD', path, headers: mode });
    assert.partialDeepStrictEqual(Object.fromEntries(head.headers), expected, path);
  }
});

test('an object in parts for which none was chosen has the CRC-64/NVME of all its bytes, whatever its parts came with', async (t) => {
  const { s3 } = await storeWithBucket(t);
  const crc32s = parts.map((part) => ({ ChecksumCRC32: sumOf('crc32', part) }));
  const crc64s = parts.map((part) => ({ ChecksumCRC64NVME: sumOf('crc64nvme', part) }));
  for (const [ofPart, named] of [
    [() => ({}), []],
    [() => ({}), crc64s],
    [(part: Buffer) => ({ ChecksumCRC32: sumOf('crc32', part) }), crc32s],
    [(part: Buffer) => ({ ChecksumCRC32: sumOf('crc32', part) }), crc64s],
  ] as const) {
    const { complete } = await uploaded(s3, {}, ofPart);
    const done = await complete(named);
    assert.deepEqual([done.ChecksumCRC64NVME, done.ChecksumType], [sumOf('crc64nvme', whole), 'FULL_OBJECT']);
  }
});

test('what is said about a part or about the whole is compared, and must be said where the whole is made of it', async (t) => {
  const { s3 } = await storeWithBucket(t);
  const sha256s = parts.map((part) => ({ ChecksumSHA256: sumOf('sha256', part) }));
  const composite = await uploaded(s3, { ChecksumAlgorithm: 'SHA256' }, (part) => ({
    ChecksumSHA256: sumOf('sha256', part),
  }));
  const [first = {}, second = {}] = sha256s;
  const refused: readonly (readonly [string, object[], object?])[] = [
    ['400 InvalidPart', [second, second]],
    ['400 BadDigest', [{ ChecksumCRC32: sumOf('crc32', parts[0]) }, second]],
    ['400 InvalidArgument', [{ ...first, ChecksumCRC32: sumOf('crc32', parts[0]) }, second]],
    ['400 InvalidArgument', [{ ChecksumSHA256: 'no checksum' }, second]],
    ['400 InvalidRequest', [{}, second]],
    ['400 BadDigest', sha256s, first],
    ['400 BadDigest', sha256s, { ChecksumCRC32: sumOf('crc32', whole) }],
    ['400 InvalidRequest', sha256s, { ChecksumSHA256: 'no checksum' }],
    ['400 InvalidRequest', sha256s, { ...first, ChecksumCRC32: sumOf('crc32', whole) }],
  ];
  for (const [code, named, more] of refused) {
    assert.equal(await refusal(composite.complete(named, more)), code, JSON.stringify([named, more]));
  }
  const { ChecksumSHA256 } = await composite.complete(sha256s);
  assert.match(`${ChecksumSHA256}`, /-2$/);
  const plain = await uploaded(s3, {}, () => ({}));
  assert.equal(await refusal(plain.complete(sha256s)), '400 BadDigest', 'nobody sent a SHA-256');
  await plain.complete([]);
});

test('with a part comes its own checksum', async (t) => {
  const { s3 } = await storeWithBucket(t);
  const sums = parts.map((part) => ({ ChecksumSHA256: sumOf('sha256', part) }));
  const { complete } = await uploaded(s3, { ChecksumAlgorithm: 'SHA256' }, (part) => ({
    ChecksumSHA256: sumOf('sha256', part),
  }));
  await complete(sums);
  for (const [index, sum] of sums.entries()) {
    const about = { Bucket, Key: 'parts', PartNumber: index + 1, ChecksumMode } as const;
    const head = await s3.send(new HeadObjectCommand(about));
    const got = await s3.send(new GetObjectCommand(about));
    assert.equal((await got.Body?.transformToByteArray())?.length, parts[index]?.length);
    for (const { ChecksumSHA256, ChecksumType } of [head, got]) {
      assert.deepEqual([ChecksumSHA256, ChecksumType], [sum.ChecksumSHA256, 'COMPOSITE']);
    }
    assert.equal(
      (await s3.send(new HeadObjectCommand({ ...about, ChecksumMode: undefined }))).ChecksumSHA256,
      undefined,
    );
  }
  const range = new GetObjectCommand({ Bucket, Key: 'parts', Range: 'bytes=0-0', ChecksumMode });
  const ofRange = await s3.send(range);
  await ofRange.Body?.transformToByteArray();
  assert.equal(ofRange.ChecksumSHA256, undefined, 'a range has none');
});

test('a list of versions tells how each was summed', async (t) => {
  const { s3 } = await storeWithBucket(t);
  await s3.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'a', ChecksumAlgorithm: 'SHA1' }));
  await s3.send(new PutObjectCommand({ Bucket, Key: 'b', Body: 'b' }));
  const { Versions = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket }));
  const told = Versions.map(({ ChecksumAlgorithm, ChecksumType }) => [ChecksumAlgorithm, ChecksumType]);
  assert.deepEqual(told, [
    [['SHA1'], 'FULL_OBJECT'],
    [['CRC64NVME'], 'FULL_OBJECT'],
  ]);
});

test('a checksum that is another than was announced is refused', async (t) => {
  const { store } = await storeWithBucket(t);
  const put = (headers: Record<string, string>) =>
    sendSigned(store, { method: 'PUT', path: '/bucket/key', headers }, parts[1]);
  const sha256 = { 'x-amz-checksum-sha256': sumOf('sha256', parts[1]) };
  assert.equal((await put({ ...sha256, 'x-amz-sdk-checksum-algorithm': 'CRC32' })).code, 'BadDigest');
  assert.equal((await put({ ...sha256, 'x-amz-sdk-checksum-algorithm': 'SHA256' })).status, 200);
});

test('chunks that nobody signed need no trailer, and bring none that was not announced', async (t) => {
  const { store } = await storeWithBucket(t);
  const headers = {
    'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
    'x-amz-decoded-content-length': '5',
    'content-encoding': 'aws-chunked',
  };
  const put = (body: string) => sendSigned(store, { method: 'PUT', path: '/bucket/key', headers }, body);
  const taken = await put('5\r\nhello\r\n0\r\n\r\n');
  assert.equal(taken.headers.get('x-amz-checksum-crc64nvme'), sumOf('crc64nvme', Buffer.from('hello')));
  const crc32 = sumOf('crc32', Buffer.from('hello'));
  assert.equal((await put(`5\r\nhello\r\n0\r\nx-amz-checksum-crc32:${crc32}\r\n\r\n`)).code, 'MalformedTrailerError');
});
