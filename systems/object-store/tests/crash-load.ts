/**
 * A load that remembers what it was told: many clients write, overwrite and delete until the store is gone, and every key is then in a
 * state that its last acknowledged change, or a later unanswered one, explains.
 */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { DeleteObjectCommand, GetObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';

export const Bucket = 'crash';

/** What a key may hold: the last acknowledged value, and every value sent since. Undefined is "no object". */
export type Possible = Map<string, (Buffer | undefined)[]>;

/** One change of a key, by the only one who changes it. */
export async function change(
  s3: S3Client,
  possible: Possible,
  Key: string,
  Body: Buffer | undefined,
  bucket = Bucket,
): Promise<void> {
  possible.set(Key, [...(possible.get(Key) ?? [undefined]), Body]);
  if (Body === undefined) await s3.send(new DeleteObjectCommand({ Bucket: bucket, Key }));
  else await s3.send(new PutObjectCommand({ Bucket: bucket, Key, Body }));
  possible.set(Key, [Body]);
}

/** Writes fresh keys, overwrites and deletes, until the store is gone. One worker owns its keys. */
export async function worker(s3: S3Client, possible: Possible, name: number): Promise<void> {
  for (let step = 0; ; step++) {
    const Key = `${name}/${step % 3 === 0 ? 'again' : step}`;
    const body =
      step % 10 === 9 ? undefined : randomBytes(1 + Math.floor(Math.random() * (step % 5 === 0 ? 900_000 : 5000)));
    try {
      await change(s3, possible, body === undefined ? `${name}/${step - 1}` : Key, body);
    } catch {
      return;
    }
  }
}

export async function read(s3: S3Client, Key: string, bucket = Bucket): Promise<Buffer | undefined> {
  try {
    const answer = await s3.send(new GetObjectCommand({ Bucket: bucket, Key }));
    return Buffer.from((await answer.Body?.transformToByteArray()) ?? []);
  } catch (error) {
    if ((error as Error).name === 'NoSuchKey') return undefined;
    throw error;
  }
}

function same(a: Buffer | undefined, b: Buffer | undefined): boolean {
  return a === undefined || b === undefined ? a === b : a.equals(b);
}

/** Fails when a key holds what nothing explains; resolves with how many objects there are. */
export async function objectsExplained(s3: S3Client, possible: Possible, bucket = Bucket): Promise<number> {
  let objects = 0;
  for (const [key, values] of possible) {
    const found = await read(s3, key, bucket);
    assert.ok(
      values.some((value) => same(value, found)),
      `${key} holds ${found?.length} bytes that nothing explains`,
    );
    if (found !== undefined) objects += 1;
  }
  return objects;
}
