/** Every planted defect really misbehaves, as its header says; an inert defect fails here. The honest store is held against the same. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  CreateBucketCommand,
  GetObjectCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  paginateListObjectsV2,
  type S3Client,
} from '@aws-sdk/client-s3';
import { changedAfterSigning, clientOf } from '../tests/clients.ts';
import { sendSigned } from '../tests/signed.ts';
import { type StoreProcess, startStoreProcess } from '../tests/store-process.ts';
import { accessDefects } from './observing/access.ts';
import { clusterDefects, startServers } from './observing/cluster.ts';
import { filesDefects } from './observing/files.ts';
import { objectDefects } from './observing/objects.ts';
import { Bucket, type Misbehaves, put, quotas, read } from './observing/observation.ts';

/** Twenty writes, a crash at once, a restart: what the key that was written last holds now. */
async function afterCrash(
  store: StoreProcess,
  s3: S3Client,
  t: TestContext,
  body: Buffer,
): Promise<Buffer | 'missing'> {
  for (let index = 0; index < 20; index++) await put(s3, 'key', body);
  assert.deepEqual(await read(s3, 'key'), body, 'before the crash all seems well');
  await store.end('SIGKILL');
  return read(clientOf(t, await store.restart(), 'alpha', { responseChecksumValidation: 'WHEN_REQUIRED' }), 'key');
}

const defects: Readonly<Record<string, Misbehaves>> = {
  'lost-ack': async (store, s3, t) => (await afterCrash(store, s3, t, randomBytes(1000))) === 'missing',

  'torn-after-crash': async (store, s3, t) => {
    const body = randomBytes(100_000);
    const found = await afterCrash(store, s3, t, body);
    return found !== 'missing' && found.length === body.length && !found.equals(body);
  },

  'tenant-header': async (store, s3, t) => {
    await put(s3, 'key', 'of alpha');
    const beta = changedAfterSigning(clientOf(t, store, 'beta'), (request) =>
      Object.assign(request.headers, { 'x-tenant-id': 'alpha' }),
    );
    return beta.send(new GetObjectCommand({ Bucket, Key: 'key' })).then(
      () => true,
      () => false,
    );
  },

  'cross-tenant-read': async (store, s3, t) => {
    await put(s3, 'key', 'of alpha');
    const beta = clientOf(t, store, 'beta');
    return beta.send(new GetObjectCommand({ Bucket, Key: 'key' })).then(
      () => true,
      () => false,
    );
  },

  'leaky-list': async (store, _s3, t) => {
    const { Buckets } = await clientOf(t, store, 'beta').send(new ListBucketsCommand({}));
    return (Buckets ?? []).length > 0;
  },

  'lying-status': async (_store, s3) => {
    const keys = Array.from({ length: 10 }, (_, index) => `key ${index}`);
    for (const key of keys) await put(s3, key, 'value');
    const found = await Promise.all(keys.map((key) => read(s3, key)));
    return found.includes('missing');
  },

  'list-skips-keys': async (_store, s3) => {
    const keys = Array.from({ length: 10 }, (_, index) => `key ${index}`);
    for (const key of keys) await put(s3, key, 'value');
    const listed: string[] = [];
    for await (const page of paginateListObjectsV2({ client: s3, pageSize: 3 }, { Bucket })) {
      listed.push(...(page.Contents ?? []).map(({ Key }) => Key ?? ''));
    }
    return listed.length < keys.length;
  },

  'unchecked-checksum': async (store) => {
    const headers = { 'content-md5': Buffer.alloc(16).toString('base64') };
    return (await sendSigned(store, { method: 'PUT', path: '/bucket/key', headers }, 'value')).status === 200;
  },

  'status-before-data': async (_store, s3) => {
    await put(s3, 'key', randomBytes(100_000));
    const reads = Array.from({ length: 10 }, () =>
      read(s3, 'key').then(
        () => false,
        () => true,
      ),
    );
    return (await Promise.all(reads)).includes(true);
  },

  'slow-list': async (_store, s3) => {
    const beganMs = performance.now();
    await s3.send(new ListObjectsV2Command({ Bucket }));
    return performance.now() - beganMs > 240;
  },

  'connection-limit': async (store) => {
    const answers = await Promise.all(
      Array.from({ length: 30 }, () => sendSigned(store, { method: 'PUT', path: '/bucket/key' }, randomBytes(500_000))),
    );
    return answers.some(({ code }) => code === 'SlowDown');
  },

  'stale-recovery': async (store, _s3, t) => {
    await store.end('SIGKILL');
    const again = await store.restart();
    const health = await fetch(`${again.url}/health`);
    assert.equal(health.status, 200);
    const read = clientOf(t, again, 'alpha')
      .send(new ListBucketsCommand({}))
      .then(
        () => false,
        () => false,
      );
    return Promise.race([read, sleep(2000, true, { ref: false })]);
  },

  ...accessDefects,

  ...objectDefects,

  ...filesDefects,

  'bit-rot-served': async (store, s3, t) => {
    const body = randomBytes(4096);
    await put(s3, 'key', body);
    const trusting = clientOf(t, store, 'alpha', { responseChecksumValidation: 'WHEN_REQUIRED' });
    const reads = await Promise.all(Array.from({ length: 20 }, () => read(trusting, 'key')));
    return reads.some((found) => found !== 'missing' && !found.equals(body));
  },
};

for (const [name, misbehaves] of Object.entries(defects)) {
  test(`${name} misbehaves, and the honest store does not`, async (t) => {
    const flawed = await startStoreProcess(t, name, { tenants: quotas });
    const s3 = clientOf(t, flawed, 'alpha');
    await s3.send(new CreateBucketCommand({ Bucket }));
    assert.equal(await misbehaves(flawed, s3, t), true, `the defect ${name} is inert`);
    const honest = await startStoreProcess(t, undefined, { tenants: quotas });
    const s3OfHonest = clientOf(t, honest, 'alpha');
    await s3OfHonest.send(new CreateBucketCommand({ Bucket }));
    assert.equal(
      await misbehaves(honest, s3OfHonest, t),
      false,
      'the honest store misbehaves too: the observation proves nothing',
    );
  });
}

for (const [name, misbehaves] of Object.entries(clusterDefects)) {
  test(`${name} misbehaves over storage servers, and the honest store does not`, async (t) => {
    const observe = async (defect?: string): Promise<boolean> => {
      const { servers, start } = await startServers(t);
      const store = await startStoreProcess(t, defect, start);
      const s3 = clientOf(t, store, 'alpha');
      await s3.send(new CreateBucketCommand({ Bucket }));
      return misbehaves({ store, s3, servers, t });
    };
    assert.equal(await observe(name), true, `the defect ${name} is inert`);
    assert.equal(await observe(), false, 'the honest store misbehaves too: the observation proves nothing');
  });
}

test('every defect in this folder is tried here', async () => {
  const files = (await readdir(import.meta.dirname)).filter((file) => /^[a-z-]+\.ts$/.test(file));
  assert.deepEqual(
    files.map((file) => file.replace('.ts', '')).sort(),
    [...Object.keys(defects), ...Object.keys(clusterDefects)].sort(),
  );
});
