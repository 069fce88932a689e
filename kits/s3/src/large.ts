/**
 * Objects that fit in no memory: made while they are sent, hashed while they are read, in one PUT and in parts. Their content follows from
 * key and position.
 */
import { createHash, type Hash } from 'node:crypto';
import { claim, type JourneyContext, journey, load, type Part, type StreamedBody } from 'seatrial';
import type { Bucket, Payload } from './bucket.ts';
import { contentOf } from './content.ts';
import { bucketOfUser, type S3Kit } from './part.ts';
import { type NamedPart, Upload } from './upload.ts';
import { codeOf } from './xml.ts';

const BLOCK = 256 * 1024;
const PART = 64 * 1024 * 1024;
/** More than S3 takes in one PUT is sent in parts only. */
const MOST_OF_ONE_PUT = 5 * 1024 ** 3;

export interface LargeOptions {
  readonly sizeBytes: number;
  /** How many at once; default 1. */
  readonly users?: number;
}

/** Of all users together and in one direction: what is slower than this, and half a minute more, is given up. */
const LEAST_BYTES_PER_SECOND = 20_000_000;

export function large(kit: S3Kit, { sizeBytes, users = 1 }: LargeOptions): Part {
  const label = `${Math.round(sizeBytes / 1e6)} MB`;
  const limitS = 30 + Math.ceil((users * sizeBytes) / LEAST_BYTES_PER_SECOND);
  const timeout = `${limitS}s` as const;
  const moving = journey(
    `large objects of ${label}`,
    async (t) => {
      const bucket = bucketOfUser(t, kit);
      if (sizeBytes <= MOST_OF_ONE_PUT) await inOne(t, bucket, sizeBytes, timeout);
      await inParts(t, bucket, sizeBytes, timeout);
    },
    { on: kit.system },
  );
  // Twice up and twice down.
  return {
    phases: [load(`large objects of ${label}`, moving, { users, iterationsEach: 1, for: `${4 * limitS}s` })],
    claims: [
      claim.checks(moving, {
        id: `objects of ${label} are what was sent, in one and in parts`,
        category: 'data safety',
      }),
    ],
  };
}

type Timeout = `${number}s`;

async function inOne(t: JourneyContext, bucket: Bucket, sizeBytes: number, timeout: Timeout): Promise<void> {
  const key = `large/${t.unique('one')}`;
  const hash = createHash('sha256');
  const put = await bucket.put(key, streamed(key, 0, sizeBytes, hash), { name: 'PUT large', timeout });
  t.check('a large object is stored in one PUT', put.status === 200, put.why || codeOf(put));
  await isRead(t, bucket, key, sizeBytes, hash, timeout);
}

async function inParts(t: JourneyContext, bucket: Bucket, sizeBytes: number, timeout: Timeout): Promise<void> {
  const key = `large/${t.unique('parts')}`;
  const upload = await Upload.begin(bucket, key);
  const hash = createHash('sha256');
  const named: NamedPart[] = [];
  for (let from = 0; from < sizeBytes; from += PART) {
    const body = streamed(key, from, Math.min(sizeBytes, from + PART), hash);
    const put = await upload?.put(named.length + 1, body, { name: 'PUT PART large', timeout });
    named.push({ number: named.length + 1, etag: put?.headers.etag ?? '' });
  }
  const done = await upload?.complete(named, { timeout });
  t.check('a large object is stored in parts', done?.status === 200, done?.why);
  await isRead(t, bucket, key, sizeBytes, hash, timeout);
}

/** What has been read back is deleted: the next one needs the room. */
async function isRead(
  t: JourneyContext,
  bucket: Bucket,
  key: string,
  sizeBytes: number,
  sent: Hash,
  timeout: Timeout,
): Promise<void> {
  const got = await bucket.get(key, { name: 'GET large', into: 'sha256', timeout });
  t.check(
    'a large object is read as it was sent',
    got.digest === sent.digest('hex'),
    `${got.size} of ${sizeBytes} bytes`,
  );
  await bucket.delete(key, { name: 'DELETE large' });
}

/** The bytes of `key` from `start` to before `end`, both multiples of the block or the end of all; hashed as they go. */
function streamed(key: string, start: number, end: number, hash: Hash): Payload {
  async function* blocks(): AsyncGenerator<Buffer> {
    const block = contentOf(key, BLOCK).bytes;
    for (let at = start; at < end; at += BLOCK) {
      block.writeBigUInt64BE(BigInt(at), BLOCK - 8);
      const bytes = block.subarray(0, Math.min(BLOCK, end - at));
      hash.update(bytes);
      yield bytes;
    }
  }
  const bytes: StreamedBody = { stream: blocks, size: end - start };
  return { bytes, sha256: 'UNSIGNED-PAYLOAD' };
}
