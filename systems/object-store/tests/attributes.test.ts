/** GetObjectAttributes: what is known about an object, as far as one asks. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { CreateBucketCommand, GetObjectAttributesCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { startChecksum } from '../src/integrity/checksum.ts';
import { clientOf, refusal } from './clients.ts';
import { sendSigned } from './signed.ts';
import { startStoreProcess } from './store-process.ts';

const Bucket = 'bucket';
const MiB = 1024 ** 2;
const everything = ['ETag', 'Checksum', 'ObjectParts', 'StorageClass', 'ObjectSize'] as const;

function crc64Nvme(bytes: Buffer): string {
  const checksum = startChecksum('crc64nvme');
  checksum.update(bytes);
  return checksum.digest().toString('base64');
}

test('attributes of an object in one piece and of one in parts', async (t) => {
  const store = await startStoreProcess(t);
  const s3 = clientOf(t, store, 'alpha');
  await s3.send(new CreateBucketCommand({ Bucket }));
  const ask = (Key: string, more: object = {}) =>
    s3.send(new GetObjectAttributesCommand({ Bucket, Key, ObjectAttributes: [...everything], ...more }));

  const put = await s3.send(new PutObjectCommand({ Bucket, Key: 'one', Body: 'value', ChecksumAlgorithm: 'SHA1' }));
  const one = await ask('one');
  assert.equal(one.ETag, '2063c1608d6e0baf80249c42e2be5804');
  assert.deepEqual(one.Checksum, { ChecksumSHA1: put.ChecksumSHA1, ChecksumType: 'FULL_OBJECT' });
  assert.deepEqual([one.ObjectParts, one.ObjectSize, one.StorageClass], [undefined, 5, 'STANDARD']);
  assert.ok(one.LastModified);
  const size = await ask('one', { ObjectAttributes: ['ObjectSize'] });
  assert.deepEqual([size.ObjectSize, size.ETag, size.StorageClass], [5, undefined, undefined]);

  const Body = randomBytes(11 * MiB);
  const params = { Bucket, Key: 'parts', Body, ChecksumAlgorithm: 'CRC64NVME' } as const;
  const upload = await new Upload({ client: s3, params, partSize: 5 * MiB }).done();
  const parts = await ask('parts', { MaxParts: 2, PartNumberMarker: '1' });
  assert.equal(parts.ETag, upload.ETag?.replaceAll('"', ''));
  assert.equal(parts.Checksum?.ChecksumCRC64NVME, upload.ChecksumCRC64NVME);
  const sums = [crc64Nvme(Body.subarray(5 * MiB, 10 * MiB)), crc64Nvme(Body.subarray(10 * MiB))];
  assert.deepEqual(parts.ObjectParts?.Parts, [
    { PartNumber: 2, Size: 5 * MiB, ChecksumCRC64NVME: sums[0] },
    { PartNumber: 3, Size: MiB, ChecksumCRC64NVME: sums[1] },
  ]);
  assert.deepEqual([parts.ObjectParts.TotalPartsCount, parts.ObjectParts.IsTruncated], [3, false]);
  assert.equal((await ask('parts', { MaxParts: 1 })).ObjectParts?.IsTruncated, true);

  assert.equal(await refusal(ask('missing')), '404 NoSuchKey');
  for (const headers of [{}, { 'x-amz-object-attributes': 'ETag,Colour' }]) {
    const answer = await sendSigned(store, { method: 'GET', path: '/bucket/one', query: 'attributes=', headers });
    assert.equal(answer.code, 'InvalidArgument');
  }
});
