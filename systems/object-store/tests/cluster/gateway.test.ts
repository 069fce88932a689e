/** A gateway over storage servers, as S3 clients see it: a server dies under them and comes back, the gateway restarts, the token is asked for. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { type TestContext, test } from 'node:test';
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { readOptions } from '../../src/options.ts';
import { clientOf } from '../clients.ts';
import { credentialsJson, startStoreProcess } from '../store-process.ts';
import { filesOf, startStorage, token } from './storage-process.ts';

const Bucket = 'bucket';

async function startCluster(t: TestContext) {
  const servers = await Promise.all(['s1', 's2', 's3'].map((id) => startStorage(t, { id })));
  const args = servers.flatMap(({ id, address }) => ['--storage', `${id}=${address}`]);
  const store = await startStoreProcess(t, undefined, { args, environment: { OBJECT_STORE_CLUSTER_TOKEN: token } });
  return { servers, store };
}

async function get(s3: S3Client, Key: string): Promise<Buffer> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
  return Buffer.from((await Body?.transformToByteArray()) ?? []);
}

test('clients notice nothing of a storage server that dies, and the gateway keeps no bytes and forgets no server', async (t) => {
  const { servers, store } = await startCluster(t);
  const s3 = clientOf(t, store, 'alpha');
  await s3.send(new CreateBucketCommand({ Bucket }));
  const objects = new Map<string, Buffer>();
  const put = async (Key: string): Promise<void> => {
    const Body = randomBytes(2_000_000);
    await s3.send(new PutObjectCommand({ Bucket, Key, Body }));
    objects.set(Key, Body);
  };
  await Promise.all(Array.from({ length: 6 }, (_, index) => put(`before ${index}`)));
  await servers[1]?.end('SIGKILL');
  await Promise.all(Array.from({ length: 6 }, (_, index) => put(`after ${index}`)));
  for (const [key, bytes] of objects) assert.ok((await get(s3, key)).equals(bytes), key);
  assert.ok(!(await readdir(store.dataDirectory)).includes('chunks'), 'no folder for bytes here');

  assert.equal(await store.end('SIGTERM'), 0);
  await servers[1]?.restart();
  const again = clientOf(t, await store.restart(), 'alpha');
  for (const [key, bytes] of objects) assert.ok((await get(again, key)).equals(bytes), key);
  const copies = await Promise.all(servers.map(filesOf));
  assert.ok(copies.flat().length >= 2 * objects.size, `${copies.flat().length} copies of ${objects.size} objects`);
});

test('without the cluster’s token, or with servers that are none, the gateway does not start', async (t) => {
  const args = ['--storage', 's1=127.0.0.1:9'];
  await assert.rejects(startStoreProcess(t, undefined, { args }), /The cluster's token is missing/);
  const wrong = (...args: string[]) => readOptions(['--port', '0', '--data', 'x', ...args], environment);
  const environment = { OBJECT_STORE_CREDENTIALS: credentialsJson(), OBJECT_STORE_CLUSTER_TOKEN: token };
  assert.throws(() => wrong('--storage', 's1'), /must be ID=HOST:PORT/);
  assert.throws(() => wrong('--replicas', '0'), /--replicas must be/);
});
