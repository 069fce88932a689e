import assert from 'node:assert/strict';
import { createServer, type ServerResponse } from 'node:http';
import type { Transform } from 'node:stream';
import { type TestContext, test } from 'node:test';
import { constants, createBrotliCompress, createDeflate, createGzip, createZstdCompress, gzipSync } from 'node:zlib';
import { listen } from '../testing/tcp-peer.ts';
import { TestDesk, until } from '../testing/test-desk.ts';
import { JourneyEvents } from './server-sent-events.ts';

async function opened(t: TestContext, coding: string, answer: (response: ServerResponse) => void, timeout = '5s') {
  const server = createServer((_asked, response) => {
    response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Content-Encoding': coding }).flushHeaders();
    answer(response);
  });
  const peer = await listen(t, server);
  const desk = new TestDesk();
  const events = new JourneyEvents(desk, peer.url);
  t.after(events.close);
  return { desk, peer, stream: await events.open('/', { timeout: timeout as '5s' }) };
}

const codings: Record<string, () => Transform> = {
  gzip: createGzip,
  'X-GZIP': createGzip,
  deflate: createDeflate,
  br: createBrotliCompress,
  zstd: createZstdCompress,
};

for (const [coding, compress] of Object.entries(codings))
  test(`events come out of ${coding} one by one, as they are sent`, async (t) => {
    const encoder = compress();
    const flush = (): void => {
      if (coding === 'br') encoder.write('');
      (encoder as ReturnType<typeof createGzip>).flush(coding === 'br' ? constants.BROTLI_OPERATION_FLUSH : undefined);
    };
    const { desk, peer, stream } = await opened(t, coding, (response) => void encoder.pipe(response));
    for (const n of [1, 2]) {
      encoder.write(`id: ${n}\ndata: ${n}\n\n`);
      flush();
      assert.equal((await stream.next())?.data, `${n}`, stream.why);
    }
    encoder.end('data: last\n\n');
    assert.equal((await stream.next())?.data, 'last', stream.why);
    assert.deepEqual([await stream.next(), stream.cause, stream.ended], [null, null, true]);
    assert.deepEqual(desk.errors, []);
    await until(() => peer.open() === 0, 'no socket left');
  });

test('codings one upon another, and a stream that was empty', async (t) => {
  const twice = gzipSync(gzipSync('data: a\n\n'));
  const { stream } = await opened(t, 'gzip, identity, gzip', (response) => response.end(twice));
  assert.deepEqual([(await stream.next())?.data, await stream.next(), stream.cause], ['a', null, null]);
  for (const sent of ['', gzipSync('')]) {
    const { stream: empty } = await opened(t, 'gzip', (response) => response.end(sent));
    assert.deepEqual([await empty.next(), empty.cause], [null, null], empty.why);
  }
});

test('a coding that is not known is told at once', async (t) => {
  const { desk, peer, stream } = await opened(t, 'compress', (response) => response.write('data: a\n\n'));
  assert.deepEqual([stream.cause, stream.ended], ['protocol', true]);
  assert.match(stream.why, /Content-Encoding "compress", which is not read/);
  assert.equal(desk.errors.length, 1);
  await until(() => peer.open() === 0, 'no socket left');
});

for (const [what, bytes] of [
  ['what is no gzip', Buffer.from('data: a\n\n')],
  ['a gzip without its end', gzipSync('data: a\n\n').subarray(0, -8)],
] as const)
  test(`${what} is a failure`, async (t) => {
    const { desk, peer, stream } = await opened(t, 'gzip', (response) => response.end(bytes));
    while ((await stream.next()) !== null);
    assert.equal(stream.cause, 'protocol');
    assert.match(stream.why, /the events are not gzip as their Content-Encoding says: /);
    assert.equal(desk.errors.length, 1);
    await until(() => peer.open() === 0, 'no socket left');
  });

test('a journey that does not listen holds the peer back', async (t) => {
  const encoder = createGzip();
  const { stream } = await opened(t, 'gzip', (response) => void encoder.pipe(response));
  for (let n = 0; n < 20_000; n++) encoder.write(`data: ${n}\n\n`);
  encoder.end();
  await new Promise((resolve) => setTimeout(resolve, 50));
  for (let n = 0; n < 20_000; n++) assert.equal((await stream.next())?.data, `${n}`);
  assert.deepEqual([await stream.next(), stream.cause], [null, null]);
});
