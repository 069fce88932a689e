import assert from 'node:assert/strict';
import { createServer, type ServerHttp2Stream } from 'node:http2';
import { type TestContext, test } from 'node:test';
import { countIn, heldAnswers } from '../../../http/wire/held-answers.ts';
import { listen } from '../testing/tcp-peer.ts';
import { until } from '../testing/test-desk.ts';
import { Http2Client } from './http2.ts';

const MIB = 1024 * 1024;
/** As if other connections held all but 3 MiB of the budget. */
const OTHERS = 125 * 1024;

async function clientOf(t: TestContext, answer: (stream: ServerHttp2Stream) => void): Promise<Http2Client> {
  const server = createServer().on('stream', (stream) => answer(stream.on('error', () => {})));
  const peer = await listen(t, server);
  const client = new Http2Client(
    { secure: false, host: '127.0.0.1', port: Number(new URL(peer.url).port) },
    { nowUs: () => performance.now() * 1000 },
  );
  t.after(() => client.close());
  return client;
}

test('answers of HTTP/2 without end share the budget of all answers, and give it back', async (t) => {
  const own = heldAnswers();
  const held = new Int32Array(new SharedArrayBuffer(4)).fill(OTHERS);
  countIn(held.buffer as SharedArrayBuffer);
  t.after(() => countIn(own));
  const client = await clientOf(t, (stream) => {
    const go = (): void => {
      while (!stream.destroyed && stream.write(Buffer.alloc(64 * 1024)));
    };
    stream.respond({ ':status': 200 });
    stream.on('drain', go);
    go();
  });
  const ask = () => client.exchange('GET', '/', '', null, 20_000);
  const got = await Promise.all([ask(), ask(), ask(), ask()]);
  for (const { cause, why, body } of got) {
    assert.deepEqual([cause, body.length], ['own limit', 0], why);
    assert.match(why, /answers that are arriving are held up to 128 MiB together/);
  }
  await until(() => held[0] === OTHERS, 'what was taken is given back');
});

test('a large body of HTTP/2 is what was sent', async (t) => {
  const body = Buffer.from(Array.from({ length: 3 * MIB + 7 }, (_, n) => (n * 31) % 251));
  const client = await clientOf(t, (stream) => {
    stream.respond({ ':status': 200 });
    stream.end(body);
  });
  const got = await client.exchange('GET', '/', '', null, 20_000);
  assert.ok(got.body.equals(body), got.why);
});
