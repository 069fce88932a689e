/** A store that is asked to stop finishes every upload it has accepted, in one process and in a cluster; asked twice, it ends. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import { type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { CompleteMultipartUploadCommand, CreateBucketCommand, CreateMultipartUploadCommand } from '@aws-sdk/client-s3';
import { clientOf } from './clients.ts';
import { startStorage, token } from './cluster/storage-process.ts';
import { ask } from './files-client.ts';
import { apiKeys } from './files-credentials.ts';
import { sendSigned, signedHeaders } from './signed.ts';
import { type StoreProcess, startStoreProcess } from './store-process.ts';

const partBytes = 6 * 1024 * 1024;

/** An upload of which the store has the first half; `finish` sends the rest and resolves with the answer. */
interface HalfSent {
  readonly finish: () => Promise<{
    readonly status: number;
    readonly headers: IncomingMessage['headers'];
    readonly body: string;
  }>;
  readonly sent: ClientRequest;
}

async function sendHalf(
  store: StoreProcess,
  {
    method,
    path,
    query = '',
    headers,
  }: { method: string; path: string; query?: string; headers: Record<string, string> },
  body: Buffer,
): Promise<HalfSent> {
  const url = `${store.url}${path}${query === '' ? '' : `?${query}`}`;
  const sent = request(url, { method, headers: { ...headers, 'content-length': body.length } });
  sent.on('error', () => undefined);
  const half = Math.floor(body.length / 2);
  await new Promise((resolve) => sent.write(body.subarray(0, half), resolve));
  return {
    sent,
    async finish() {
      const answered = once(sent, 'response') as Promise<[IncomingMessage]>;
      sent.end(body.subarray(half));
      const [response] = await answered;
      const text = (await response.setEncoding('utf8').toArray()).join('');
      return { status: response.statusCode ?? 0, headers: response.headers, body: text };
    },
  };
}

function sendHalfSigned(store: StoreProcess, path: string, query: string, body: Buffer): Promise<HalfSent> {
  const headers = signedHeaders(store, { method: 'PUT', path, query });
  return sendHalf(store, { method: 'PUT', path, query, headers }, body);
}

function sendHalfForm(store: StoreProcess, content: Buffer): Promise<HalfSent> {
  const head = '--b\r\ncontent-disposition: form-data; name="file"; filename="f"\r\n\r\n';
  const body = Buffer.concat([Buffer.from(head), content, Buffer.from('\r\n--b--\r\n')]);
  const headers = { 'x-api-key': apiKeys.alpha, 'content-type': 'multipart/form-data; boundary=b' };
  return sendHalf(store, { method: 'POST', path: '/files', headers }, body);
}

async function inOneProcess(t: TestContext): Promise<StoreProcess> {
  return startStoreProcess(t);
}

async function inCluster(t: TestContext): Promise<StoreProcess> {
  const servers = await Promise.all(['s1', 's2'].map((id) => startStorage(t, { id })));
  const args = servers.flatMap(({ id, address }) => ['--storage', `${id}=${address}`]);
  return startStoreProcess(t, undefined, { args, environment: { OBJECT_STORE_CLUSTER_TOKEN: token } });
}

/** Resolves when the store has taken on as many requests besides the one that asks; fails after half a minute. */
async function tookOn(store: StoreProcess, requests: number): Promise<void> {
  const inFlight = new RegExp(`^object_store_requests_in_flight ${requests + 1}$`, 'm');
  const metrics = async () => (await ask(store, 'operator', 'GET', '/metrics')).bytes.toString();
  for (const askedMs = performance.now(); !inFlight.test(await metrics()); await sleep(10))
    assert.ok(performance.now() - askedMs < 30_000, `${requests} requests were not taken on`);
}

for (const [mode, start] of [
  ['one process', inOneProcess],
  ['a cluster', inCluster],
] as const) {
  test(`what was accepted is finished and kept: ${mode}`, async (t) => {
    const store = await start(t);
    const s3 = clientOf(t, store, 'alpha');
    await s3.send(new CreateBucketCommand({ Bucket: 'bucket' }));
    const created = await s3.send(new CreateMultipartUploadCommand({ Bucket: 'bucket', Key: 'parts' }));
    const uploadId = created.UploadId ?? '';
    const [object, part, file] = [randomBytes(partBytes), randomBytes(partBytes), randomBytes(partBytes)];
    const uploads = await Promise.all([
      sendHalfSigned(store, '/bucket/whole', '', object),
      sendHalfSigned(store, '/bucket/parts', `partNumber=1&uploadId=${uploadId}`, part),
      sendHalfForm(store, file),
    ]);
    await tookOn(store, 3);
    const exitCode = store.end('SIGTERM');
    await store.logged(/SIGTERM/);
    await assert.rejects(fetch(`${store.url}/health`), 'nothing new is accepted');
    const [whole, ofPart, ofFile] = await Promise.all(uploads.map((upload) => upload.finish()));
    assert.deepEqual([whole?.status, ofPart?.status, ofFile?.status], [200, 200, 201]);
    assert.equal(await exitCode, 0);

    const again = await store.restart();
    const client = clientOf(t, again, 'alpha');
    const Parts = [{ PartNumber: 1, ETag: ofPart?.headers.etag }];
    const MultipartUpload = { Parts };
    await client.send(
      new CompleteMultipartUploadCommand({ Bucket: 'bucket', Key: 'parts', UploadId: uploadId, MultipartUpload }),
    );
    const read = async (path: string): Promise<Buffer> => {
      const { host, ...headers } = signedHeaders(again, { method: 'GET', path });
      return Buffer.from(await (await fetch(`${again.url}${path}`, { headers })).arrayBuffer());
    };
    assert.ok((await read('/bucket/whole')).equals(object));
    assert.ok((await read('/bucket/parts')).equals(part));
    const { file_id } = JSON.parse(ofFile?.body ?? '');
    assert.ok((await ask(again, 'alpha', 'GET', `/files/${file_id}`)).bytes.equals(file));
  });
}

test('a second signal ends it, and what was not acknowledged is not there', async (t) => {
  const store = await startStoreProcess(t);
  await clientOf(t, store, 'alpha').send(new CreateBucketCommand({ Bucket: 'bucket' }));
  const { sent } = await sendHalfSigned(store, '/bucket/key', '', randomBytes(100_000));
  t.after(() => sent.destroy());
  const exitCode = store.end('SIGTERM');
  await store.logged(/SIGTERM/);
  await store.end('SIGTERM');
  assert.equal(await exitCode, 1);
  await store.logged(/SIGTERM while stopping.*ended without finishing/);
  const again = await store.restart();
  assert.equal((await sendSigned(again, { method: 'GET', path: '/bucket/key' })).code, 'NoSuchKey');
});
