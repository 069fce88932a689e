/** Defects of what goes beyond whole objects: uploads in parts, versions, ranges, tags, conditions, what is not there. */
import { randomBytes } from 'node:crypto';
import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { sendSigned } from '../../tests/signed.ts';
import { Bucket, type Misbehaves, put, read } from './observation.ts';

const Key = 'key';

/** Uploads the bodies as parts 1, 2..., the last one first. Says what the completion answers, as entity tag. */
async function uploadParts(s3: S3Client, bodies: readonly Buffer[]): Promise<string | undefined> {
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key }));
  const Parts: { PartNumber: number; ETag: string | undefined }[] = [];
  for (const [index, Body] of [...bodies.entries()].reverse()) {
    const PartNumber = index + 1;
    const { ETag } = await s3.send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body }));
    Parts.unshift({ PartNumber, ETag });
  }
  const done = new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts } });
  return (await s3.send(done)).ETag;
}

const partsAreNotTheObject: Misbehaves = async (_store, s3) => {
  const bodies = [randomBytes(5 * 1024 ** 2), randomBytes(1000)];
  await uploadParts(s3, bodies);
  const found = await read(s3, Key);
  return found === 'missing' || !found.equals(Buffer.concat(bodies));
};

async function twoVersions(s3: S3Client): Promise<readonly [first: string, second: string]> {
  const VersioningConfiguration = { Status: 'Enabled' } as const;
  await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration }));
  const first = await put(s3, Key, 'first');
  const second = await put(s3, Key, 'second');
  return [first.VersionId ?? '', second.VersionId ?? ''];
}

export const objectDefects: Readonly<Record<string, Misbehaves>> = {
  'parts-as-they-arrived': partsAreNotTheObject,

  'last-part-lost': partsAreNotTheObject,

  'etag-of-hex-digits': async (_store, s3) => {
    const answered = await uploadParts(s3, [randomBytes(1000)]);
    return (await s3.send(new HeadObjectCommand({ Bucket, Key }))).ETag !== answered;
  },

  'deleted-version-stays': async (_store, s3) => {
    const [first] = await twoVersions(s3);
    await s3.send(new DeleteObjectCommand({ Bucket, Key, VersionId: first }));
    return (await read(s3, Key, first)) !== 'missing';
  },

  'latest-for-any-version': async (_store, s3) => {
    const [first] = await twoVersions(s3);
    return (await read(s3, Key, first)).toString() === 'second';
  },

  'range-off-by-one': async (_store, s3) => {
    await put(s3, Key, '0123456789');
    const part = await s3.send(new GetObjectCommand({ Bucket, Key, Range: 'bytes=3-5' }));
    return (await part.Body?.transformToString()) !== '345';
  },

  'tags-pile-up': async (_store, s3) => {
    await put(s3, Key, 'x');
    for (const name of ['first', 'second']) {
      const Tagging = { TagSet: [{ Key: name, Value: '' }] };
      await s3.send(new PutObjectTaggingCommand({ Bucket, Key, Tagging }));
    }
    return (await s3.send(new GetObjectTaggingCommand({ Bucket, Key }))).TagSet?.length === 2;
  },

  'encryption-ignored': async (store) => {
    const headers = { 'x-amz-server-side-encryption': 'AES256' };
    return (await sendSigned(store, { method: 'PUT', path: `/${Bucket}/${Key}`, headers }, 'secret')).status === 200;
  },

  'removed-under-readers': async (_store, s3) => {
    await put(s3, Key, randomBytes(32 * 1024 ** 2));
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
    await s3.send(new DeleteObjectCommand({ Bucket, Key }));
    return (Body?.transformToByteArray() ?? Promise.reject(new Error('There is no body.'))).then(
      () => false,
      () => true,
    );
  },

  'check-then-act': async (_store, s3) => {
    const creations = Array.from({ length: 20 }, (_, index) =>
      s3.send(new PutObjectCommand({ Bucket, Key, Body: `${index}`, IfNoneMatch: '*' })).then(
        () => 1,
        () => 0,
      ),
    );
    const created = await Promise.all(creations);
    return created.reduce<number>((sum, one) => sum + one, 0) > 1;
  },
};
