/** A folder that was used in one way is refused in another, in a sentence, and afterwards it is what it was. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { type TestContext, test } from 'node:test';
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { clientOf } from './clients.ts';
import { startStorage, token } from './cluster/storage-process.ts';
import { folder, startCluster } from './cluster-command.ts';
import { type StoreProcess, startCommand, startStoreProcess } from './store-process.ts';

const about = { Bucket: 'bucket', Key: 'key' };
const body = randomBytes(100_000);

async function store(t: TestContext, process: StoreProcess): Promise<void> {
  const s3 = clientOf(t, process, 'alpha');
  await s3.send(new CreateBucketCommand({ Bucket: about.Bucket }));
  await s3.send(new PutObjectCommand({ ...about, Body: body }));
}

async function isThere(t: TestContext, process: StoreProcess): Promise<void> {
  const { Body } = await clientOf(t, process, 'alpha').send(new GetObjectCommand(about));
  assert.ok(body.equals((await Body?.transformToByteArray()) ?? Buffer.alloc(0)));
}

const environment = { OBJECT_STORE_CLUSTER_TOKEN: token };

test('a folder with bytes of its own is not used with storage servers, nor by one, nor for a cluster', async (t) => {
  const embedded = await startStoreProcess(t);
  await store(t, embedded);
  await embedded.end('SIGTERM');
  const { dataDirectory } = embedded;
  const withStorage = { args: ['--storage', 's1=127.0.0.1:9'], environment };
  await assert.rejects(
    startCommand(t, 'main.ts', dataDirectory, withStorage),
    /was used without storage servers.*Start it without --storage/s,
  );
  await assert.rejects(startStorage(t, { id: 's2', directory: dataDirectory }), /is a gateway's/);
  await assert.rejects(startCommand(t, 'cluster.ts', dataDirectory), /that of a store of one process/);
  await isThere(t, await embedded.restart());
});

test('a gateway that has storage servers asks for their token, and goes on with them', async (t) => {
  const { id, address, directory } = await startStorage(t, { id: 's1' });
  const gateway = await startStoreProcess(t, undefined, { args: ['--storage', `${id}=${address}`], environment });
  await store(t, gateway);
  await gateway.end('SIGTERM');
  await assert.rejects(
    startCommand(t, 'main.ts', gateway.dataDirectory),
    /keeps its bytes on storage servers \(s1\): it needs their token/,
  );
  await isThere(t, await startCommand(t, 'main.ts', gateway.dataDirectory, { environment }));
  await assert.rejects(startCommand(t, 'main.ts', directory), /is a storage server's/);
});

test('the folder of a whole cluster is no folder of a gateway', async (t) => {
  const cluster = await startCluster(t, await folder(t), 1);
  await cluster.end('SIGTERM');
  await assert.rejects(startCommand(t, 'main.ts', cluster.dataDirectory), /has a whole cluster in it/);
});
