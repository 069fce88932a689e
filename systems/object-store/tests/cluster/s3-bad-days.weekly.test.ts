/** Storage servers on their bad days, as clients of S3 see them: in the middle of a GET and of a PUT, killed, paused, damaged. Nobody notices. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { clientOf } from '../clients.ts';
import { type StoreProcess, startStoreProcess } from '../store-process.ts';
import { filesOf, flipBit, type StorageProcess, startStorage, token } from './storage-process.ts';

const Bucket = 'bucket';

interface Cluster {
  readonly servers: readonly StorageProcess[];
  readonly store: StoreProcess;
  readonly s3: S3Client;
}

async function startCluster(t: TestContext): Promise<Cluster> {
  const servers = await Promise.all(['s1', 's2', 's3'].map((id) => startStorage(t, { id })));
  const args = servers.flatMap(({ id, address }) => ['--storage', `${id}=${address}`]);
  const store = await startStoreProcess(t, undefined, { args, environment: { OBJECT_STORE_CLUSTER_TOKEN: token } });
  const s3 = clientOf(t, store, 'alpha');
  await s3.send(new CreateBucketCommand({ Bucket }));
  return { servers, store, s3 };
}

async function get(s3: S3Client, Key: string): Promise<Buffer> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
  return Buffer.from((await Body?.transformToByteArray()) ?? []);
}

/** Reads the first bytes, awaits `between`, and then reads the rest. */
async function getSlowly(s3: S3Client, Key: string, between: () => unknown): Promise<Buffer> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
  const parts: Buffer[] = [];
  for await (const part of Body as Readable) {
    if (parts.length === 0) await between();
    parts.push(part);
  }
  return Buffer.concat(parts);
}

/** The servers that have complete chunks, or are taking one. */
async function holders(servers: readonly StorageProcess[], folder: 'chunks' | 'incoming'): Promise<StorageProcess[]> {
  const files = await Promise.all(servers.map(filesOf));
  return servers.filter((_, index) => files[index]?.some((path) => path.includes(`/${folder}/`)));
}

/** Sends a third, `between` with the servers that are taking it, a few bytes at a time for a while, and then the rest. */
async function putSlowly(
  { servers, s3 }: Cluster,
  Key: string,
  bytes: Buffer,
  between: (takers: readonly StorageProcess[]) => unknown,
): Promise<void> {
  const third = Math.floor(bytes.length / 3);
  async function* body(): AsyncGenerator<Buffer> {
    yield bytes.subarray(0, third);
    let takers: StorageProcess[] = [];
    while (takers.length < 2) takers = await holders(servers, 'incoming');
    await between(takers);
    for (let at = third; at < third + 2000; at += 100) {
      await sleep(5);
      yield bytes.subarray(at, at + 100);
    }
    yield bytes.subarray(third + 2000);
  }
  const Body = Readable.from(body(), { objectMode: false });
  await s3.send(new PutObjectCommand({ Bucket, Key, Body, ContentLength: bytes.length }));
}

test('killed in the middle of a GET, and in the middle of a PUT whose client is slow', async (t) => {
  const cluster = await startCluster(t);
  const { s3, servers } = cluster;
  const written = randomBytes(9_000_000);
  let victim: StorageProcess | undefined;
  await putSlowly(cluster, 'written', written, ([taker]) => {
    victim = taker;
    return taker?.end('SIGKILL');
  });
  assert.ok((await get(s3, 'written')).equals(written));
  const living = servers.filter((server) => server !== victim);
  assert.equal((await holders(living, 'chunks')).length, 2, 'two copies on those that live');

  const reads = Array.from({ length: 4 }, () => getSlowly(s3, 'written', () => living[0]?.end('SIGKILL')));
  for (const read of reads) assert.ok((await read).equals(written));
});

test('paused in the middle of a GET and of a PUT, and back when it goes on', async (t) => {
  const cluster = await startCluster(t);
  const { s3, servers } = cluster;
  const bytes = randomBytes(9_000_000);
  await s3.send(new PutObjectCommand({ Bucket, Key: 'key', Body: bytes }));
  const readable = await holders(servers, 'chunks');
  const paused = Promise.withResolvers<StorageProcess>();
  const reads = Array.from({ length: 4 }, () => getSlowly(s3, 'key', () => paused.promise));
  await putSlowly(cluster, 'other', bytes, (takers) => {
    const both = takers.find((taker) => readable.includes(taker));
    assert.ok(both !== undefined, 'of three servers two have the one and two take the other');
    both.pause();
    paused.resolve(both);
  });
  for (const read of reads) assert.ok((await read).equals(bytes));
  assert.ok((await get(s3, 'other')).equals(bytes));
  (await paused.promise).resume();
  assert.ok((await get(s3, 'key')).equals(bytes));
});

test('damaged on one server between two pieces of a GET: the bytes are those that were stored', async (t) => {
  const { s3, servers } = await startCluster(t);
  const bytes = randomBytes(12_000_000);
  await s3.send(new PutObjectCommand({ Bucket, Key: 'key', Body: bytes }));
  const [holder] = await holders(servers, 'chunks');
  assert.ok(holder !== undefined);
  const [file] = await filesOf(holder);
  const damage = async (): Promise<void> => {
    await flipBit(file ?? '', 11_000_000);
  };
  let damaged: Promise<void> | undefined;
  const reads = Array.from({ length: 6 }, () =>
    getSlowly(s3, 'key', () => {
      damaged ??= damage();
      return damaged;
    }),
  );
  for (const read of reads) assert.ok((await read).equals(bytes));
});
