/** What happens on the wire: clients that lie about lengths, wait for 100 Continue, leave in the middle, or send nonsense. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readdir, rm, writeFile } from 'node:fs/promises';
import { type IncomingMessage, request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { clientOf } from './clients.ts';
import { sendExactly } from './compatibility/exactly.ts';
import { oneEmptyStore } from './emptied-store.ts';
import { type PlainRequest, sendSigned, signedHeaders } from './signed.ts';
import { type StoreProcess, startStoreProcess } from './store-process.ts';

const emptyStore = oneEmptyStore();

async function storeWithBucket(t: TestContext): Promise<StoreProcess> {
  const store = await emptyStore(t);
  await clientOf(t, store, 'alpha').send(new CreateBucketCommand({ Bucket: 'bucket' }));
  return store;
}

async function filesLeft(store: StoreProcess): Promise<number> {
  const folders = await Promise.all(
    ['incoming', 'chunks'].map((folder) =>
      readdir(join(store.dataDirectory, folder), { recursive: true, withFileTypes: true }),
    ),
  );
  return folders.flat().filter((file) => file.isFile()).length;
}

/** Resolves when the store has cleaned up, fails after half a minute. */
async function nothingLeft(store: StoreProcess): Promise<void> {
  for (let waitedMs = 0; (await filesLeft(store)) > 0; waitedMs += 10) {
    assert.ok(waitedMs < 30_000, 'an abandoned upload left a file behind');
    await sleep(10);
  }
}

function headText(store: StoreProcess, plain: PlainRequest): string {
  const lines = Object.entries(signedHeaders(store, plain)).map(([name, value]) => `${name}: ${value}\r\n`);
  return `${plain.method} ${plain.path} HTTP/1.1\r\n${lines.join('')}\r\n`;
}

async function dial(t: TestContext, store: StoreProcess): Promise<Socket> {
  const socket = connect(Number(new URL(store.url).port), '127.0.0.1');
  t.after(() => socket.destroy());
  await once(socket, 'connect');
  return socket;
}

/** What the store says, up to and including `end`. */
async function answerOf(socket: Socket, end: RegExp): Promise<string> {
  const parts: string[] = [];
  for await (const part of socket) {
    parts.push(String(part));
    if (end.test(parts.join(''))) break;
  }
  return parts.join('');
}

test('an expectation that nobody knows is passed over', async (t) => {
  const store = await storeWithBucket(t);
  for (const expect of ['200', '', 'something else']) {
    const put = { method: 'PUT', path: '/bucket/key', headers: { expect, 'x-amz-meta-a': 'b' } };
    assert.equal((await sendExactly(store, put, 'body')).status, 200, expect);
  }
});

test('a client that leaves in the middle of its upload leaves nothing behind', async (t) => {
  const store = await storeWithBucket(t);
  for (const headers of [
    { 'content-length': '1000000' },
    {
      'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
      'x-amz-decoded-content-length': '1000000',
      'x-amz-trailer': 'x-amz-checksum-crc32',
      'content-length': '1000100',
    },
  ]) {
    const socket = await dial(t, store);
    socket.write(headText(store, { method: 'PUT', path: '/bucket/key', headers }));
    socket.write(`f4240\r\n${'x'.repeat(300_000)}`);
    while ((await filesLeft(store)) === 0) await sleep(5);
    socket.destroy();
    await nothingLeft(store);
  }
  assert.equal((await sendSigned(store, { method: 'GET', path: '/bucket/key' })).code, 'NoSuchKey');
});

test('lengths that are missing, too large, or lie', async (t) => {
  const store = await storeWithBucket(t);
  const cases: readonly (readonly [code: string, headers: Record<string, string>, body: string])[] = [
    ['MissingContentLength', { 'transfer-encoding': 'chunked' }, '1\r\nx\r\n0\r\n\r\n'],
    ['EntityTooLarge', { 'content-length': String(5 * 1024 ** 3 + 1) }, 'x'],
    ['IncompleteBody', chunked('6', 22), '5\r\nhello\r\n0\r\n\r\n'.padEnd(22, '\r\n')],
    ['IncompleteBody', chunked('4', 15), '5\r\nhello\r\n0\r\n\r\n'],
    ['IncompleteBody', chunked('5', 15), 'not chunked at!'],
    ['MissingContentLength', chunked('five', 15), '5\r\nhello\r\n0\r\n\r\n'],
  ];
  for (const [code, headers, body] of cases) {
    const socket = await dial(t, store);
    socket.write(headText(store, { method: 'PUT', path: '/bucket/key', headers }) + body);
    assert.match(await answerOf(socket, /<\/Error>/), new RegExp(`<Code>${code}<`));
    socket.destroy();
  }
  const two = await dial(t, store);
  two.write('GET / HTTP/1.1\r\nhost: a\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n');
  assert.match(await answerOf(two, /\r\n\r\n/), /^HTTP\/1.1 400/);
  await nothingLeft(store);
});

function chunked(decoded: string, length: number): Record<string, string> {
  return {
    'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
    'x-amz-decoded-content-length': decoded,
    'x-amz-trailer': 'x-amz-checksum-crc32',
    'content-length': String(length),
  };
}

test('100 Continue comes only when the upload is welcome', async (t) => {
  const store = await storeWithBucket(t);
  const upload = async (path: string): Promise<{ continued: boolean; status: number | undefined }> => {
    const headers = signedHeaders(store, { method: 'PUT', path, headers: { 'content-length': '5' } });
    const sent = request(`${store.url}${path}`, { method: 'PUT', headers: { ...headers, expect: '100-continue' } });
    let continued = false;
    sent.once('continue', () => {
      continued = true;
      sent.end('hello');
    });
    sent.flushHeaders();
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    response.resume();
    sent.destroy();
    return { continued, status: response.statusCode };
  };
  assert.deepEqual(await upload('/bucket/key'), { continued: true, status: 200 });
  assert.deepEqual(await upload('/no-such-bucket/key'), { continued: false, status: 404 });
});

test('a refused upload is answered although its body is still coming, and the connection stays usable', async (t) => {
  const store = await storeWithBucket(t);
  const body = 'x'.repeat(1_000_000);
  const headers = { 'content-length': String(body.length) };
  const socket = await dial(t, store);
  socket.write(headText(store, { method: 'PUT', path: '/no-such-bucket/key', headers }) + body);
  socket.write('GET /health HTTP/1.1\r\nhost: a\r\n\r\n');
  let answers = '';
  for await (const part of socket) {
    answers += part;
    if (answers.includes('{"status":"ok"')) break;
  }
  assert.match(answers, /^HTTP\/1.1 404.*NoSuchBucket.*HTTP\/1.1 200/s);
});

test('keys cannot leave the data folder, and the folder names no key', async (t) => {
  const store = await storeWithBucket(t);
  const outside = join(store.dataDirectory, 'outside');
  await writeFile(outside, 'untouched');
  for (const path of [
    '/bucket/../../outside',
    '/bucket/%2e%2e/%2e%2e/outside',
    '/bucket//etc/passwd',
    '/bucket/a%00b',
  ]) {
    const socket = await dial(t, store);
    socket.write(`${headText(store, { method: 'PUT', path, headers: { 'content-length': '4' } })}evil`);
    assert.match(await answerOf(socket, /\r\n\r\n/), /^HTTP\/1.1 200/, path);
    socket.destroy();
  }
  const files = (await readdir(store.dataDirectory, { recursive: true, withFileTypes: true })).filter((file) =>
    file.isFile(),
  );
  const names = files.map(({ name }) => name).filter((name) => !/^(outside|metadata\.db.*)$/.test(name));
  assert.equal(names.length, 3, 'the first two spell the same key');
  for (const name of names) assert.match(name, /^[0-9a-f]{32}-[0-9a-f]{12}$/);
});

test('health tells the truth when the disk cannot be written', async (t) => {
  const store = await startStoreProcess(t);
  const health = async (): Promise<number> => (await fetch(`${store.url}/health`)).status;
  assert.equal(await health(), 200);
  await rm(join(store.dataDirectory, 'incoming'), { recursive: true });
  await sleep(1000);
  assert.equal(await health(), 503);
});
