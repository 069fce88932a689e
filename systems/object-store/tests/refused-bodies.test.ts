/**
 * Bodies that are refused while they are still coming, in every way a body can be framed: the refusal arrives, what is left of the body is
 * read over, and the next request on the same connection is answered.
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { chunkFilesLeft } from './chunk-files.ts';
import { clientOf } from './clients.ts';
import { type PlainRequest, signedHeaders } from './signed.ts';
import { type StoreProcess, startStoreProcess } from './store-process.ts';

const rest = 'x'.repeat(1_500_000);

async function storeWithBucket(t: TestContext): Promise<StoreProcess> {
  const store = await startStoreProcess(t);
  await clientOf(t, store, 'alpha').send(new CreateBucketCommand({ Bucket: 'bucket' }));
  return store;
}

/** Sends the body in two pieces, then a second request; resolves with both answers. */
async function answersTo(t: TestContext, store: StoreProcess, plain: PlainRequest, body: string): Promise<string> {
  const socket = connect(Number(new URL(store.url).port), '127.0.0.1');
  t.after(() => socket.destroy());
  await once(socket, 'connect');
  const headers = { ...plain.headers, 'content-length': String(body.length) };
  const lines = Object.entries(signedHeaders(store, { ...plain, headers })).map((header) => `${header.join(': ')}\r\n`);
  const query = plain.query === undefined ? '' : `?${plain.query}`;
  socket.write(`${plain.method} ${plain.path}${query} HTTP/1.1\r\n${lines.join('')}\r\n${body.slice(0, 200_000)}`);
  await sleep(50);
  socket.write(`${body.slice(200_000)}GET /health HTTP/1.1\r\nhost: a\r\n\r\n`);
  const late = setTimeout(() => socket.destroy(new Error(`No second answer after: ${answers}`)), 15_000);
  let answers = '';
  for await (const part of socket) {
    answers += part;
    if (answers.includes('{"status":"ok"')) break;
  }
  clearTimeout(late);
  return answers;
}

const signedChunks = {
  'x-amz-content-sha256': 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD',
  'x-amz-decoded-content-length': '1600000',
};
const plainChunks = {
  'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
  'x-amz-decoded-content-length': '1600000',
  'x-amz-trailer': 'x-amz-checksum-crc32',
};
const form = { 'content-type': 'multipart/form-data; boundary=b' };

const cases: Readonly<Record<string, readonly [code: string, plain: PlainRequest, body: string]>> = {
  'a chunk whose signature is wrong': [
    'SignatureDoesNotMatch',
    { method: 'PUT', path: '/bucket/key', headers: signedChunks },
    `3;chunk-signature=${'0'.repeat(64)}\r\nabc\r\n${rest}`,
  ],
  'chunks that are none': [
    'IncompleteBody',
    { method: 'PUT', path: '/bucket/key', headers: plainChunks },
    `3\r\nabcdef${rest}`,
  ],
  'a document in chunks that is too long': [
    'MalformedXML',
    { method: 'POST', path: '/bucket', query: 'delete=', headers: { ...plainChunks, 'x-amz-decoded-content-length': '9000000' } },
    `200000\r\n${'x'.repeat(0x200000)}\r\n100000\r\n${rest}`,
  ],
  'a document that is too long': [
    'MalformedXML',
    { method: 'PUT', path: '/bucket', query: 'cors=' },
    `<CORSConfiguration>${rest}`,
  ],
  'a form without a key': [
    'InvalidArgument',
    { method: 'POST', path: '/bucket', headers: form },
    `--b\r\nContent-Disposition: form-data; name="file"; filename="f"\r\n\r\n${rest}`,
  ],
}; // biome-ignore format: one case a paragraph

test('the refusal of a body arrives, and so does the next answer', async (t) => {
  const store = await storeWithBucket(t);
  for (const [what, [code, plain, body]] of Object.entries(cases)) {
    await t.test(what, async (inner) => {
      const answers = await answersTo(inner, store, plain, body);
      assert.match(answers, new RegExp(`^HTTP/1.1 40[03].*<Code>${code}<.*HTTP/1.1 200`, 's'));
      await chunkFilesLeft(store, 0);
    });
  }
});
