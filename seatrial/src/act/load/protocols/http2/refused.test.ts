import assert from 'node:assert/strict';
import { constants, createServer, type ServerHttp2Session, type ServerHttp2Stream } from 'node:http2';
import { type TestContext, test } from 'node:test';
import { data, framesPeer, head, reset } from '../testing/http2-frames.ts';
import { listen } from '../testing/tcp-peer.ts';
import { Http2Client } from './http2.ts';

function clientOf(t: TestContext, url: string): Http2Client {
  const origin = { secure: false, host: '127.0.0.1', port: Number(new URL(url).port) };
  const client = new Http2Client(origin, { nowUs: () => performance.now() * 1000 });
  t.after(() => client.close());
  return client;
}

async function serve(t: TestContext, answer: (stream: ServerHttp2Stream) => void, maxConcurrentStreams = 100) {
  const sessions: ServerHttp2Session[] = [];
  const server = createServer({ settings: { maxConcurrentStreams } })
    .on('session', (session) => sessions.push(session))
    .on('stream', (stream) => answer(stream.on('error', () => {})));
  return { ...(await listen(t, server)), sessions };
}

const refuse = (stream: ServerHttp2Stream): void => stream.close(constants.NGHTTP2_REFUSED_STREAM);
const accept = (stream: ServerHttp2Stream): void =>
  void setTimeout(() => {
    if (!stream.destroyed) stream.respond({ ':status': 200 });
    stream.end('ok');
  }, 5);

test('what a new connection refuses above its limit, which was not known yet, is asked again', async (t) => {
  const peer = await serve(t, accept, 5);
  const client = clientOf(t, peer.url);
  const ask = (body: Buffer | null) => client.exchange(body ? 'PUT' : 'GET', '/', '', body, 5000);
  const got = await Promise.all([...Array(20).fill(null), ...Array(5).fill(Buffer.from('x'))].map(ask));
  for (const { status, why, body } of got) assert.deepEqual([status, body.toString()], [200, 'ok'], why);
  assert.equal(peer.made(), 1);
});

test('a limit that is lowered later is kept to', async (t) => {
  const peer = await serve(t, accept);
  const client = clientOf(t, peer.url);
  const ask = () => client.exchange('GET', '/', '', null, 5000);
  await ask();
  peer.sessions[0]?.settings({ maxConcurrentStreams: 2 });
  for (const { status, why } of await Promise.all(Array.from({ length: 20 }, ask))) assert.equal(status, 200, why);
});

test('a peer that refuses on and on is a failure after a few tries', async (t) => {
  let asked = 0;
  const peer = await serve(t, (stream) => {
    asked++;
    refuse(stream);
  });
  const client = clientOf(t, peer.url);
  const got = await client.exchange('POST', '/', '', Buffer.from('x'), 5000);
  assert.deepEqual([got.cause, got.status, got.bytesSent, asked], ['reset', 0, 0, 4], got.why);
  assert.match(got.why, /before any answer: REFUSED_STREAM, 4 times/);
});

test('a peer that refuses within its answer has seen the request', async (t) => {
  const peer = await framesPeer(t, [head(), data('part'), reset(constants.NGHTTP2_REFUSED_STREAM)], true);
  const got = await clientOf(t, peer.url).exchange('POST', '/', '', Buffer.from('x'), 5000);
  assert.deepEqual([got.cause, got.bytesSent > 0], ['reset', true], got.why);
  assert.match(got.why, /after 4 bytes of the body: REFUSED_STREAM$/);
});

test('a request that is given up is not asked again', async (t) => {
  let asked = 0;
  const abort = new AbortController();
  const peer = await serve(t, (stream) => {
    asked++;
    abort.abort();
    refuse(stream);
  });
  const got = await clientOf(t, peer.url).exchange('GET', '/', '', null, 5000, abort.signal);
  assert.deepEqual([got.cause, asked], ['aborted', 1]);
});
