/** An object is replaced as a whole, at one moment: whoever reads meanwhile sees one of the writes, and so does everybody afterwards. */
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { type TestContext, test } from 'node:test';
import {
  CompleteMultipartUploadCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { clientOf } from './clients.ts';
import { oneEmptyStore } from './emptied-store.ts';

const emptyStore = oneEmptyStore();

const Bucket = 'bucket';
const Key = 'key';

async function clientWithBucket(t: TestContext): Promise<S3Client> {
  const s3 = clientOf(t, await emptyStore(t), 'alpha');
  await s3.send(new CreateBucketCommand({ Bucket }));
  return s3;
}

async function putOnce(s3: S3Client, bodies: readonly Buffer[]): Promise<void> {
  await s3.send(new PutObjectCommand({ Bucket, Key, Body: Buffer.concat(bodies) }));
}

async function putInParts(s3: S3Client, bodies: readonly Buffer[]): Promise<void> {
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key }));
  const Parts = await Promise.all(
    bodies.map(async (Body, index) => {
      const PartNumber = index + 1;
      const { ETag } = await s3.send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body }));
      return { PartNumber, ETag };
    }),
  );
  await s3.send(new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts } }));
}

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

for (const [how, write] of Object.entries({ PUTs: putOnce, 'uploads in parts': putInParts })) {
  test(`readers never see a mixture of ${how} that replace each other`, async (t) => {
    const s3 = await clientWithBucket(t);
    const written = new Set<string>();
    const writeOne = async (): Promise<void> => {
      const bodies = [randomBytes(5 * 1024 ** 2), randomBytes(50_000)];
      written.add(sha256(Buffer.concat(bodies)));
      await write(s3, bodies);
    };
    const readOne = async (): Promise<void> => {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
      const bytes = (await Body?.transformToByteArray()) ?? new Uint8Array();
      assert.ok(written.has(sha256(bytes)), `${bytes.length} bytes of a mixture`);
    };
    await writeOne();
    let writing = true;
    const writes = Promise.all([writeOne(), writeOne(), writeOne(), writeOne()]).finally(() => {
      writing = false;
    });
    while (writing) await readOne();
    await writes;
    await readOne();
  });
}
