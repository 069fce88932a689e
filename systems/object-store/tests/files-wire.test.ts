/** Uploads of files on the wire: clients that are slow, lie about lengths, wait for 100 Continue, or leave. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { chunkFiles, chunkFilesLeft } from './chunk-files.ts';
import { oneEmptyStore } from './emptied-store.ts';
import { ask, holdAgainstDocument } from './files-client.ts';
import { apiKeys } from './files-credentials.ts';
import { type StoreProcess, startStoreProcess } from './store-process.ts';

const emptyStore = oneEmptyStore();

const partHead = '--b\r\nContent-Disposition: form-data; name="file"; filename="slow.bin"\r\n\r\n';
const end = '\r\n--b--\r\n';

async function dial(t: TestContext, store: StoreProcess): Promise<Socket> {
  const socket = connect(Number(new URL(store.url).port), '127.0.0.1');
  t.after(() => socket.destroy());
  await once(socket, 'connect');
  return socket;
}

/** The head of an upload; `length` is what it says its body will have. */
function head(length: string): string {
  return `POST /files HTTP/1.1\r\nhost: a\r\nx-api-key: ${apiKeys.alpha}\r\ncontent-type: multipart/form-data; boundary=b\r\n${length}\r\n\r\n`;
}

/** What the store says to that, to the end of the answer. JSON is held against the API's document. */
async function answerTo(t: TestContext, store: StoreProcess, sent: string): Promise<string> {
  const socket = await dial(t, store);
  socket.write(sent);
  let answer = '';
  for await (const part of socket) {
    answer += part;
    const [, fields = '', body = ''] = /^[^\n]*\n(.*?)\r\n\r\n(.*)$/s.exec(answer) ?? [];
    const length = /^content-length: (\d+)/im.exec(fields)?.[1];
    if (body.length < Number(length)) continue;
    if (fields.includes('application/json')) hold(answer, fields, body);
    if (answer.includes('\r\n\r\n')) break;
  }
  return answer;
}

function hold(answer: string, fields: string, body: string): void {
  const headers = fields.split('\r\n').map((line) => line.split(': ', 2) as [string, string]);
  const status = Number(answer.split(' ')[1]);
  holdAgainstDocument('POST', '/files', { status, headers: new Headers(headers) }, JSON.parse(body));
}

/** The file of an upload that is under way, when its status is `status`; fails after half a minute. */
async function fileThatIs(store: StoreProcess, status: string): Promise<string> {
  for (let waitedMs = 0; waitedMs < 30_000; waitedMs += 10) {
    const { files } = (await ask(store, 'alpha', 'GET', `/files?status=${status}`)).json;
    if (files[0] !== undefined) return files[0].file_id;
    await sleep(10);
  }
  return assert.fail(`no file became ${status}`) as never;
}

test('a slow upload is uploading, then completed, and until then nobody can read or delete it', async (t) => {
  const store = await emptyStore(t);
  const socket = await dial(t, store);
  const body = 'x'.repeat(100_000);
  socket.write(`${head(`content-length: ${partHead.length + body.length + end.length}`)}${partHead}x`);
  const id = await fileThatIs(store, 'uploading');
  const shown = (await ask(store, 'alpha', 'GET', `/files/${id}/metadata`)).json;
  assert.partialDeepStrictEqual(shown, { filename: 'slow.bin', size: null, checksum: null, completed_at: null });
  assert.equal(shown.chunks.length, 0);
  for (const method of ['GET', 'HEAD', 'DELETE']) {
    assert.equal((await ask(store, 'alpha', method, `/files/${id}`)).status, 409, method);
  }
  socket.write(body.slice(1) + end);
  const [answer] = await once(socket, 'data');
  assert.match(String(answer), /^HTTP\/1.1 201/);
  assert.equal(await fileThatIs(store, 'completed'), id);
  assert.equal((await ask(store, 'alpha', 'GET', `/files/${id}`)).bytes.toString(), body);
});

test('a client that leaves in the middle leaves a failed file and no bytes', async (t) => {
  const store = await emptyStore(t);
  const socket = await dial(t, store);
  socket.write(`${head('content-length: 2000000')}${partHead}${'x'.repeat(600_000)}`);
  const id = await fileThatIs(store, 'uploading');
  while ((await chunkFiles(store)).length < 2) await sleep(5);
  socket.destroy();
  assert.equal(await fileThatIs(store, 'failed'), id);
  await chunkFilesLeft(store, 0);
  assert.equal((await ask(store, 'alpha', 'GET', `/files/${id}`)).code, 'file_incomplete');
  assert.equal((await ask(store, 'alpha', 'DELETE', `/files/${id}`)).status, 204);
});

test('a store that is killed in the middle of an upload has, when it is back, a failed file and no bytes', async (t) => {
  const store = await startStoreProcess(t);
  const socket = await dial(t, store);
  socket.on('error', () => undefined);
  socket.write(`${head('content-length: 2000000')}${partHead}${'x'.repeat(600_000)}`);
  const id = await fileThatIs(store, 'uploading');
  while ((await chunkFiles(store)).length < 2) await sleep(5);
  await store.end('SIGKILL');
  const again = await store.restart();
  assert.equal(await fileThatIs(again, 'failed'), id);
  await chunkFilesLeft(again, 0);
});

test('lengths that are missing, too large, or lies', async (t) => {
  const store = await emptyStore(t);
  const gib = 1024 ** 3;
  const chunked = await answerTo(t, store, `${head('transfer-encoding: chunked')}5\r\nhello\r\n0\r\n\r\n`);
  assert.match(chunked, /^HTTP\/1.1 411 .*"length_required"/s);
  assert.match(await answerTo(t, store, head(`content-length: ${11 * gib}`)), /^HTTP\/1.1 413 .*"file_too_large"/s);
  assert.match(await answerTo(t, store, head(`content-length: ${10 * gib + 100_000}`)), /^HTTP\/1.1 413 /);
  for (const length of ['-1', '1e3', '0x10', '99999999999999999999999']) {
    assert.match(await answerTo(t, store, head(`content-length: ${length}`)), /^HTTP\/1.1 4\d\d /, length);
  }
  const both = await answerTo(t, store, head('content-length: 10\r\ntransfer-encoding: chunked'));
  assert.match(both, /^HTTP\/1.1 400 /);
  const form = `${partHead}content${end}`;
  const short = await answerTo(t, store, `${head(`content-length: ${form.length - 12}`)}${form}`);
  assert.match(short, /^HTTP\/1.1 400 /, 'what is more than announced is read as the next request, and is none');
  await chunkFilesLeft(store, 0);
  assert.equal((await ask(store, 'alpha', 'GET', '/files?status=completed')).json.pagination.total_count, 0);
});

test('10 GiB may be announced; 100 Continue is sent to who may go on, and refusals do not wait for the body', async (t) => {
  const store = await emptyStore(t);
  const expecting = (length: number): string => head(`content-length: ${length}\r\nexpect: 100-continue`);
  assert.match(await answerTo(t, store, expecting(10 * 1024 ** 3 + 200)), /^HTTP\/1.1 100 /);
  assert.match(await answerTo(t, store, expecting(11 * 1024 ** 3)), /^HTTP\/1.1 413 /);
  const stranger = expecting(1000).replace(apiKeys.alpha, 'guessed');
  assert.match(await answerTo(t, store, stranger), /^HTTP\/1.1 401 /);
});

test('a name with control characters is refused, and fields around the file do not matter', async (t) => {
  const store = await emptyStore(t);
  const post = (form: string): Promise<string> =>
    answerTo(t, store, `${head(`content-length: ${Buffer.byteLength(form)}`)}${form}`);
  const named = (name: string): string => `${partHead.replace('slow.bin', name)}x${end}`;
  for (const name of ['a\x01b', 'a\tb', 'a\x7fb', '..', '.', '', 'a/..']) {
    assert.match(await post(named(name)), /^HTTP\/1.1 400 .*"file_name_invalid"/s, JSON.stringify(name));
  }
  const field = '--b\r\nContent-Disposition: form-data; name="note"\r\n\r\ntext\r\n';
  assert.match(await post(`${field}${partHead}x\r\n${field}--b--\r\n`), /^HTTP\/1.1 201 .*"size":1,/s);
  await chunkFilesLeft(store, 1);
});
