/** Clients that are gone in the middle of each kind of upload: nothing of it is left, on the gateway's own disk or on storage servers. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { type ClientRequest, request } from 'node:http';
import { type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  ListObjectsV2Command,
  ListPartsCommand,
  PutBucketAclCommand,
} from '@aws-sdk/client-s3';
import { clientOf } from './clients.ts';
import { filesOf, startStorage, token } from './cluster/storage-process.ts';
import { apiKeys } from './files-credentials.ts';
import { modes } from './modes.ts';
import { signedHeaders } from './signed.ts';
import { type StoreProcess, startStoreProcess } from './store-process.ts';

const Bucket = 'bucket';
const Key = 'key';
const length = { 'content-length': '3000000' };
const form = { ...length, 'content-type': 'multipart/form-data; boundary=b' };
const fileHead = '--b\r\nContent-Disposition: form-data; name="file"; filename="f"\r\n\r\n';

/** The store, and how many files with bytes there are, wherever it keeps them. */
async function startMode(t: TestContext, mode: (typeof modes)[number]) {
  const servers = mode === 'cluster' ? await Promise.all(['s1', 's2'].map((id) => startStorage(t, { id }))) : [];
  const args = servers.flatMap(({ id, address }) => ['--storage', `${id}=${address}`]);
  const environment = { OBJECT_STORE_CLUSTER_TOKEN: token };
  const store = await startStoreProcess(t, undefined, mode === 'cluster' ? { args, environment } : {});
  const places = mode === 'cluster' ? servers : [{ directory: store.dataDirectory }];
  const files = async (): Promise<number> => (await Promise.all(places.map(filesOf))).flat().length;
  return { store, files, copies: places.length };
}

/** How each kind of upload begins; the rest never comes. */
function uploads(store: StoreProcess, uploadId: string): Readonly<Record<string, () => ClientRequest>> {
  const signed = (query?: string): ClientRequest => {
    const plain = {
      method: 'PUT',
      path: `/${Bucket}/${Key}`,
      headers: length,
      ...(query === undefined ? {} : { query }),
    };
    const url = `${store.url}${plain.path}${query === undefined ? '' : `?${query}`}`;
    return request(url, { method: 'PUT', headers: signedHeaders(store, plain) });
  };
  const posted = (path: string, headers: Record<string, string>, head: string): ClientRequest => {
    const sent = request(`${store.url}${path}`, { method: 'POST', headers });
    sent.write(head);
    return sent;
  };
  const keyField = `--b\r\nContent-Disposition: form-data; name="key"\r\n\r\n${Key}\r\n`;
  return {
    'an object': () => signed(),
    'a part': () => signed(`partNumber=1&uploadId=${uploadId}`),
    'a form': () => posted(`/${Bucket}`, form, `${keyField}${fileHead}`),
    'a file': () => posted('/files', { ...form, 'x-api-key': apiKeys.alpha }, fileHead),
  };
}

async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  for (let waitedMs = 0; !(await holds()); waitedMs += 10) {
    assert.ok(waitedMs < 30_000, `not ${what} after half a minute`);
    await sleep(10);
  }
}

for (const mode of modes) {
  test(`who leaves in the middle of an upload leaves nothing: ${mode}`, async (t) => {
    const { store, files, copies } = await startMode(t, mode);
    const s3 = clientOf(t, store, 'alpha');
    await s3.send(new CreateBucketCommand({ Bucket }));
    await s3.send(new PutBucketAclCommand({ Bucket, ACL: 'public-read-write' }));
    const { UploadId = '' } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key }));
    for (const [kind, begin] of Object.entries(uploads(store, UploadId))) {
      const sent = begin().on('error', () => undefined);
      sent.write(randomBytes(1_200_000));
      await until(`on the way: ${kind}`, async () => (await files()) >= copies);
      sent.destroy();
      await until(`gone: ${kind}`, async () => (await files()) === 0);
    }
    assert.equal((await s3.send(new ListObjectsV2Command({ Bucket }))).KeyCount, 0);
    assert.equal((await s3.send(new ListPartsCommand({ Bucket, Key, UploadId }))).Parts, undefined);
    assert.equal(await store.end('SIGTERM'), 0, 'nothing keeps it from ending');
  });
}
