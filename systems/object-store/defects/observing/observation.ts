/** How a defect is seen from outside: against a store of its own, with a bucket in it, over the wire. True when the store misbehaves. */
import type { TestContext } from 'node:test';
import { GetObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { StoreProcess } from '../../tests/store-process.ts';

export type Misbehaves = (store: StoreProcess, s3: S3Client, t: TestContext) => Promise<boolean>;

export const Bucket = 'bucket';

/** Of the tenants of these stores. */
export const quotas = { beta: { quotaBytes: 100_000 } };

export function put(s3: S3Client, Key: string, Body: string | Buffer) {
  return s3.send(new PutObjectCommand({ Bucket, Key, Body }));
}

/** The object, or the version, as it is read. */
export async function read(s3: S3Client, Key: string, VersionId?: string): Promise<Buffer | 'missing'> {
  try {
    const answer = await s3.send(new GetObjectCommand({ Bucket, Key, VersionId }));
    return Buffer.from((await answer.Body?.transformToByteArray()) ?? []);
  } catch (error) {
    if (['NoSuchKey', 'NoSuchVersion'].includes((error as Error).name)) return 'missing';
    throw error;
  }
}
