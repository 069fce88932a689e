import assert from 'node:assert/strict';
import { createServer } from 'node:http2';
import { describe, type TestContext, test } from 'node:test';
import { PassingBody } from '../../../http/wire/body-sink.ts';
import { data, framesPeer, head, reset, type Said, tooLarge, trailers } from '../testing/http2-frames.ts';
import { listen } from '../testing/tcp-peer.ts';
import { Http2Client } from './http2.ts';

function clientOf(t: TestContext, url: string): Http2Client {
  const origin = { secure: false, host: '127.0.0.1', port: Number(new URL(url).port) };
  const client = new Http2Client(origin, { nowUs: () => performance.now() * 1000 });
  t.after(() => client.close());
  return client;
}

/** Its first piece is sent, and the rest of it never comes. */
const unending = {
  size: 1_000_000,
  async *stream(): AsyncGenerator<Uint8Array> {
    yield Buffer.alloc(1000);
    await new Promise((resolve) => setTimeout(resolve, 30_000).unref());
  },
};

const cut: Record<string, readonly Said[]> = {
  'a piece of the body': [head(), data('part'), reset()],
  'a padded piece': [head(), data('part', false, 5), reset()],
  'a large piece': [head(), ...Array(20).fill(data('x'.repeat(3000))), reset()],
  'the head': [head(), reset()],
};

const whole: Record<string, readonly [said: readonly Said[], body: string]> = {
  'a body': [[head(), data('all', true), reset()], 'all'],
  'a padded body': [[head(), data('all', true, 5), reset()], 'all'],
  'an empty last frame': [[head(), data('all'), data('', true), reset()], 'all'],
  'a large body': [[head(), ...Array(20).fill(data('x'.repeat(3000))), data('', true), reset()], 'x'.repeat(60_000)],
  trailers: [[head(), data('all'), trailers, reset()], 'all'],
  'a head that ends it': [[head(true), reset()], ''],
  'a body, and no reset': [[head(), data('all', true)], 'all'],
};

for (const isOnePacket of [true, false]) {
  describe(isOnePacket ? 'in one packet' : 'in a packet each', () => {
    for (const [name, said] of Object.entries(cut))
      test(`${name} and RST_STREAM(NO_ERROR) without END_STREAM is no answer`, async (t) => {
        const client = clientOf(t, (await framesPeer(t, said, isOnePacket)).url);
        for (const [body, into] of [
          [null, null],
          [Buffer.from('x'), null],
          [unending, null],
          [null, new PassingBody('sha256')],
        ] as const) {
          const got = await client.exchange('PUT', '/', '', body, 5000, undefined, into);
          assert.deepEqual([got.cause, got.status, got.body.length], ['reset', 0, 0], got.why);
          assert.match(got.why, /without the end of its answer/);
        }
      });

    for (const [name, [said, body]] of Object.entries(whole))
      test(`${name} with END_STREAM is whole, whatever comes behind it`, async (t) => {
        const client = clientOf(t, (await framesPeer(t, said, isOnePacket)).url);
        for (const asked of [null, Buffer.from('x')]) {
          const got = await client.exchange(asked ? 'PUT' : 'GET', '/', '', asked, 5000);
          assert.deepEqual([got.cause, got.status, got.body.toString()], [null, 200, body], got.why);
          if (name === 'trailers') assert.deepEqual({ ...got.trailers }, { x: '7' });
        }
        if (said.length === whole['a body, and no reset']?.[0].length) return;
        const got = await client.exchange('PUT', '/', '', unending, 5000);
        assert.deepEqual([got.cause, got.status, got.body.toString()], [null, 200, body], got.why);
      });

    test('an answer that comes before the end of what is sent is the answer', async (t) => {
      const peer = await framesPeer(t, [tooLarge, data('too large', true), reset()], isOnePacket);
      const client = clientOf(t, peer.url);
      for (const body of [unending, Buffer.alloc(10_000_000)]) {
        const got = await client.exchange('PUT', '/', '', body, 5000);
        assert.deepEqual([got.cause, got.status, got.body.toString()], [null, 413, 'too large'], got.why);
      }
    });
  });
}

test('HEAD, 204 and 304 end with their head', async (t) => {
  const client = clientOf(t, (await framesPeer(t, [head(true), reset()], true)).url);
  for (const method of ['HEAD', 'DELETE']) {
    const got = await client.exchange(method, '/', '', null, 5000);
    assert.deepEqual([got.cause, got.status], [null, 200], got.why);
  }
  const server = createServer().on('stream', (stream, headers) => {
    stream.respond({ ':status': Number(headers[':path']?.slice(1)), etag: '"a"' });
    stream.end();
  });
  const other = clientOf(t, (await listen(t, server)).url);
  for (const status of [204, 304])
    assert.equal((await other.exchange('GET', `/${status}`, '', null, 5000)).status, status);
});
