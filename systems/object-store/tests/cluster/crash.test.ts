/**
 * A gateway that is killed while it writes to storage servers: after a cleanup every copy that is left belongs to something, everything
 * acknowledged is there byte for byte, and of what was under way there is nothing.
 */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { request } from 'node:http';
import { type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  CompleteMultipartUploadCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { removeOrphans } from '../../src/cleanup/orphan-chunks.ts';
import { createMetadata } from '../../src/metadata/create-metadata.ts';
import { openDatabase } from '../../src/metadata/open-database.ts';
import { createRemoteChunks } from '../../src/storage/remote-chunks.ts';
import { clientOf } from '../clients.ts';
import { Bucket, objectsExplained, type Possible, read, worker } from '../crash-load.ts';
import { ask } from '../files-client.ts';
import { apiKeys } from '../files-credentials.ts';
import { silent } from '../metadata/databases.ts';
import { type StoreProcess, startStoreProcess } from '../store-process.ts';
import { filesOf, type StorageProcess, startStorage, token } from './storage-process.ts';

async function startCluster(t: TestContext): Promise<{ servers: StorageProcess[]; store: StoreProcess }> {
  const servers = await Promise.all(['s1', 's2', 's3'].map((id) => startStorage(t, { id })));
  const args = servers.flatMap(({ id, address }) => ['--storage', `${id}=${address}`]);
  const store = await startStoreProcess(t, undefined, { args, environment: { OBJECT_STORE_CLUSTER_TOKEN: token } });
  return { servers, store };
}

/** What the next gateway's cleanup does when enough time has passed. Resolves with how many chunks are known. */
async function cleanUp(store: StoreProcess, servers: readonly StorageProcess[]): Promise<number> {
  const metadata = createMetadata((await openDatabase(store.dataDirectory, undefined, silent)).database);
  await metadata.abandonSessions();
  for (const { id, address } of servers) {
    const chunks = createRemoteChunks({ id, address, token });
    await removeOrphans(chunks, metadata, Number.POSITIVE_INFINITY);
    await chunks.close();
  }
  const known = await metadata.chunks('', 100_000);
  assert.ok(known.every((chunk) => chunk.servers.length === 2));
  await metadata.close();
  return known.length;
}

async function copiesOf(servers: readonly StorageProcess[]): Promise<number> {
  return (await Promise.all(servers.map(filesOf))).flat().length;
}

/** Six megabytes are announced, and four come: some of the six chunks are complete, and one is not. */
async function beginFile(store: StoreProcess): Promise<void> {
  const headers = {
    'x-api-key': apiKeys.alpha,
    'content-type': 'multipart/form-data; boundary=b',
    'content-length': '6000000',
  };
  const sent = request(`${store.url}/files`, { method: 'POST', headers }).on('error', () => undefined);
  sent.write('--b\r\nContent-Disposition: form-data; name="file"; filename="f"\r\n\r\n');
  sent.write(randomBytes(4_000_000));
}

test('a gateway killed under load: nothing acknowledged is lost, and after a cleanup nothing is left over', async (t) => {
  const { servers, store } = await startCluster(t);
  const s3 = clientOf(t, store, 'alpha');
  await s3.send(new CreateBucketCommand({ Bucket }));
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key: 'in parts' }));
  const part = randomBytes(300_000);
  const { ETag } = await s3.send(
    new UploadPartCommand({ Bucket, Key: 'in parts', UploadId, PartNumber: 1, Body: part }),
  );
  await beginFile(store);
  while ((await copiesOf(servers)) < 6) await sleep(10);
  const possible: Possible = new Map();
  const workers = Array.from({ length: 8 }, (_, index) => worker(s3, possible, index));
  while (possible.size < 40) await sleep(10);
  await store.end('SIGKILL');
  await Promise.all(workers);

  const chunks = await cleanUp(store, servers);
  assert.equal(
    await copiesOf(servers),
    2 * chunks,
    'two copies of every chunk that something refers to, and no others',
  );
  const again = await store.restart();
  const later = clientOf(t, again, 'alpha');
  const objects = await objectsExplained(later, possible);
  assert.equal(chunks, objects + 1, 'a chunk for every object, one for the part, and none for the file');
  const Parts = [{ PartNumber: 1, ETag }];
  await later.send(
    new CompleteMultipartUploadCommand({ Bucket, Key: 'in parts', UploadId, MultipartUpload: { Parts } }),
  );
  assert.ok((await read(later, 'in parts'))?.equals(part));
  const { json } = await ask(again, 'alpha', 'GET', '/files');
  assert.deepEqual(
    json.files.map(({ status }) => status),
    ['failed'],
  );
});
