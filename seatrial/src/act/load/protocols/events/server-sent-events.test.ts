import assert from 'node:assert/strict';
import { createServer, type RequestListener, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { Socket } from 'node:net';
import { describe, type TestContext, test } from 'node:test';
import type { Cause } from '../../../../evidence/records.ts';
import { makeIdentity } from '../testing/identity.ts';
import { listen, nobody, type Peer, tcpPeer } from '../testing/tcp-peer.ts';
import { TestDesk, until } from '../testing/test-desk.ts';
import { JourneyEvents } from './server-sent-events.ts';

const STREAM = { 'Content-Type': 'text/event-stream; charset=utf-8' };
const HEAD = 'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n';

function serve(t: TestContext, listener: RequestListener): Promise<Peer> {
  return listen(t, createServer(listener));
}

function user(t: TestContext, url: string): { desk: TestDesk; events: JourneyEvents } {
  const desk = new TestDesk();
  const events = new JourneyEvents(desk, url);
  t.after(events.close);
  return { desk, events };
}

/** Sends prices until nobody listens. */
function tick(answer: ServerResponse, everyMs: number): void {
  let n = 0;
  answer.writeHead(200, STREAM).flushHeaders();
  const timer = setInterval(() => answer.write(`id: ${++n}\nevent: price\ndata: {"price":${n}}\n\n`), everyMs);
  answer.once('close', () => clearInterval(timer));
}

describe('everyday', () => {
  test('takes some events, waits for one more, closes; each is a step', async (t) => {
    const peer = await serve(t, (_asked, answer) => tick(answer, 5));
    const { desk, events } = user(t, peer.url);
    desk.dueUs = desk.nowUs() - 5000;
    const stream = await events.open('/prices', { query: { market: 'x' }, tags: { kind: 'feed' } });
    assert.deepEqual([stream.status, stream.cause, stream.ended, stream.retryMs], [200, null, false, null]);
    const prices: number[] = [];
    for await (const event of stream.take(3)) prices.push(event.json().price);
    const fourth = await stream.next();
    assert.deepEqual([fourth?.event, fourth?.data, fourth?.id, stream.lastEventId], ['price', '{"price":4}', '4', '4']);
    assert.deepEqual(prices, [1, 2, 3]);
    stream.close();
    await until(() => peer.open() === 0, 'no socket left');
    assert.deepEqual(desk.told, ['SSE /prices', ...Array(4).fill('SSE /prices event')]);
    assert.deepEqual(desk.errors, []);
    assert.ok(desk.steps[0] && desk.steps[0].startedUs - desk.steps[0].dueUs >= 5000, 'the first was due earlier');
    // Events that came together are counted with the first of them.
    const received = desk.steps.slice(1).map(({ bytesReceived }) => bytesReceived);
    assert.ok(received.reduce((sum, bytes) => sum + bytes, 0) > 4 * 30, `${received}`);
    for (const { tags } of desk.steps) assert.deepEqual(tags, { kind: 'feed' });
  });

  test('an answer that is streamed to a POST is read to its end, which is no failure', async (t) => {
    const peer = await serve(t, async (asked, answer) => {
      const { words } = JSON.parse(Buffer.concat(await asked.toArray()).toString());
      answer.writeHead(200, STREAM);
      for (const word of words) answer.write(`data: ${word}\n\n`);
      answer.end(`retry: 50\nid: end\ndata: ${asked.headers['last-event-id']} ${asked.headers['x-a']}\n\ndata: cut`);
    });
    const { desk, events } = user(t, peer.url);
    const options = {
      method: 'POST',
      json: { words: ['a', 'b'] },
      lastEventId: '41',
      headers: { 'X-A': 1 },
      name: 'ask',
    };
    const stream = await events.open('/ask', options);
    const words: string[] = [];
    for await (const event of stream) words.push(event.data);
    assert.deepEqual(words, ['a', 'b', '41 1']);
    assert.deepEqual([stream.ended, stream.cause, stream.retryMs, stream.lastEventId], [true, null, 50, 'end']);
    assert.equal(await stream.next(), null);
    assert.deepEqual([desk.told, desk.errors], [['ask', 'ask event', 'ask event', 'ask event'], []]);
  });

  test('a stream that ends before as many events came as were to be taken has failed', async (t) => {
    const peer = await serve(t, (asked, answer) => {
      answer.writeHead(200, STREAM).end('data: x\n\n'.repeat(Number(asked.url?.slice(1))));
    });
    const { desk, events } = user(t, peer.url);
    const takes = async (sent: number, options?: { optional: boolean }): Promise<unknown[]> => {
      const stream = await events.open(`/${sent}`, { name: 'SSE' });
      let taken = 0;
      for await (const _ of stream.take(2, options)) taken++;
      return [taken, stream.cause, stream.why];
    };
    assert.deepEqual(await takes(2), [2, null, '']);
    assert.deepEqual(await takes(3), [2, null, '']);
    assert.deepEqual(await takes(1), [1, 'protocol', 'the stream ended after 1 of 2 events']);
    assert.deepEqual(await takes(0), [0, 'protocol', 'the stream ended after 0 of 2 events']);
    assert.deepEqual(await takes(1, { optional: true }), [1, null, '']);
    assert.deepEqual(
      desk.errors.map(({ step }) => step),
      ['SSE event', 'SSE event'],
    );
    const closing = await events.open('/2');
    closing.close();
    for await (const _ of closing.take(2));
    assert.equal(closing.cause, null, 'the journey itself closed it');
  });

  test('an id without data is the last one, and one that is not Latin-1 is sent back as UTF-8', async (t) => {
    const peer = await serve(t, (asked, answer) => {
      answer.writeHead(200, STREAM);
      const last = Buffer.from(String(asked.headers['last-event-id'] ?? ''), 'latin1').toString();
      answer.end(`data: ${last}\n\nid: ü✓\n\n`);
    });
    const { events } = user(t, peer.url);
    const first = await events.open('/ids');
    for await (const _ of first);
    assert.equal(first.lastEventId, 'ü✓');
    const second = await events.open('/ids', { lastEventId: first.lastEventId });
    assert.equal((await second.next())?.data, 'ü✓');
  });

  test('redirects are followed as often as the journey says, and are one step', async (t) => {
    const peer = await serve(t, async (asked, answer) => {
      const body = Buffer.concat(await asked.toArray()).toString();
      const { pathname, searchParams } = new URL(asked.url ?? '', 'http://here');
      const [status, to] = [Number(pathname.slice(1)), searchParams.get('to')];
      if (to !== null) answer.writeHead(status, { location: to, 'set-cookie': `seen=${status}; Path=/` }).end();
      else {
        const { cookie, accept, 'content-type': type = '' } = asked.headers;
        answer.writeHead(200, STREAM).end(`data: ${asked.method} ${body} ${type} ${cookie} ${accept}\n\n`);
      }
    });
    const { desk, events } = user(t, peer.url);
    const got = async (path: string, options = {}): Promise<unknown> => {
      const stream = await events.open(path, { name: 'SSE', ...options });
      return (await stream.next())?.data ?? `${stream.cause}: ${stream.why}`;
    };
    const post = { method: 'POST', json: 1 };
    assert.equal(await got('/307?to=/', { redirects: 1 }), 'GET   undefined text/event-stream');
    assert.equal(
      await got('/307?to=/', { redirects: 1, ...post }),
      'POST 1 application/json undefined text/event-stream',
    );
    assert.equal(await got('/303?to=/', { redirects: 1, ...post }), 'GET   undefined text/event-stream');
    assert.match(String(await got('/302?to=/')), /^status 3xx: .* status 302$/);
    const twice = '/302?to=/301?to=/';
    assert.match(
      String(await got(twice, { redirects: 1 })),
      /^protocol: status 301 to \/ was .*: more than 1 redirects$/,
    );
    assert.match(String(await got(twice, { redirects: 2 })), /^GET/);
    assert.match(
      String(await got('/302?to=http://example.com/', { redirects: 9 })),
      /^not followed: .* is not a system/,
    );
    assert.equal(desk.told.filter((name) => name.startsWith('SSE') && !name.includes('event')).length, 7);
    assert.deepEqual(desk.causes, ['SSE: status 3xx', 'SSE: protocol', 'SSE: not followed']);
  });

  test('silence: a failure unless it was asked for, and the stream goes on', async (t) => {
    let say = (): void => assert.fail('nobody has asked');
    const peer = await serve(t, (_asked, answer) => {
      answer.writeHead(200, STREAM).flushHeaders();
      say = () => void answer.write('id: 1\ndata: late\n\n');
    });
    const { desk, events } = user(t, peer.url);
    const stream = await events.open('/');
    assert.equal(await stream.next({ timeout: '5ms', optional: true }), null);
    assert.equal(stream.cause, null);
    assert.equal(await stream.next({ timeout: '5ms' }), null);
    assert.deepEqual([stream.cause, stream.why], ['timeout waiting', 'no event within 5 ms']);
    say();
    assert.equal((await stream.next())?.id, '1');
    assert.equal(stream.cause, null);
    assert.deepEqual(desk.causes, ['SSE / event: timeout waiting']);
  });

  test('a journey that does not listen holds the peer back, and loses nothing', async (t) => {
    let held = (): number => 0;
    const peer = await serve(t, (_asked, answer) => {
      held = () => answer.writableLength;
      answer.writeHead(200, STREAM);
      for (let n = 0; n < 3000; n++) answer.write(`data: ${n} ${'x'.repeat(10_000)}\n\n`);
      answer.end();
    });
    const { events } = user(t, peer.url);
    const stream = await events.open('/');
    await new Promise((resolve) => setTimeout(resolve, 100));
    assert.ok(held() > 1_000_000, 'the peer could send all of it');
    let n = 0;
    for await (const { data } of stream) assert.equal(Number.parseInt(data, 10), n++);
    assert.equal(n, 3000);
  });
});

const refusals: Record<string, [cause: Cause, why: RegExp, status: number, answer: (socket: Socket) => void]> = {
  'says 404': ['status 4xx', /404/, 404, (s) => s.write('HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n')],
  'says 503': ['status 5xx', /503/, 503, (s) => s.write('HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n')],
  'has no content': ['status 2xx', /204/, 204, (s) => s.write('HTTP/1.1 204 No\r\n\r\n')],
  'answers with a page': [
    'protocol',
    /text\/html, not/,
    200,
    (s) => s.write('HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\nx'),
  ],
  'says nothing': ['timeout waiting', /within 80 ms/, 0, () => {}],
  'drips its head': ['timeout waiting', /within 80 ms/, 0, (s) => s.write('HTTP/1.1 200 OK\r\nContent-')],
  closes: ['reset', /socket hang up/, 0, (s) => s.end()],
  resets: ['reset', /ECONNRESET/, 0, (s) => s.resetAndDestroy()],
  'speaks another protocol': ['protocol', /Parse Error/, 0, (s) => s.write('220 smtp.example ESMTP\r\n')],
};

describe('a peer that, when it is asked,', () => {
  for (const [name, [cause, why, status, answer]] of Object.entries(refusals)) {
    test(name, async (t) => {
      const peer = await tcpPeer(t, answer);
      const { desk, events } = user(t, peer.url);
      const stream = await events.open('/', cause === 'timeout waiting' ? { timeout: '80ms' } : {});
      assert.deepEqual([stream.cause, stream.status, stream.ended], [cause, status, true], stream.why);
      assert.match(stream.why, why);
      assert.equal(await stream.next(), null);
      assert.deepEqual([desk.told, desk.causes], [['SSE /!'], [`SSE /: ${cause}`]]);
      await until(() => peer.open() === 0, 'no socket left');
    });
  }

  test('is not there', async (t) => {
    const { events } = user(t, await nobody());
    assert.equal((await events.open('/')).cause, 'refused');
  });
});

const EVENT = 'data: 1\n\n';
const breaks: Record<string, [cause: Cause, why: RegExp, answer: (socket: Socket) => void]> = {
  'closes in order': ['protocol', /^the stream ended after 1 of 5 events$/, (s) => s.end(`${HEAD}\r\n${EVENT}`)],
  'closes within a chunk': [
    'reset',
    /in the middle of the stream/,
    (s) => s.end(`${HEAD}Transfer-Encoding: chunked\r\n\r\n9\r\n${EVENT}\r\nff\r\ndata`),
  ],
  'closes before the last chunk': [
    'reset',
    /in the middle/,
    (s) => s.end(`${HEAD}Transfer-Encoding: chunked\r\n\r\n9\r\n${EVENT}\r\n`),
  ],
  resets: [
    'reset',
    /in the middle/,
    (s) => s.write(`${HEAD}\r\n${EVENT}`, () => setTimeout(() => s.resetAndDestroy(), 20)),
  ],
  'breaks the chunks': [
    'protocol',
    /Parse Error/,
    (s) => s.write(`${HEAD}Transfer-Encoding: chunked\r\n\r\n9\r\n${EVENT}\r\nzz\r\n`),
  ],
  'drips an event without end': [
    'timeout waiting',
    /within 100 ms/,
    (s) => {
      s.write(`${HEAD}\r\n${EVENT}data: `);
      const timer = setInterval(() => (s.destroyed ? clearInterval(timer) : s.write('x')), 5);
    },
  ],
};

describe('a peer that, in the middle of a stream,', () => {
  for (const [name, [cause, why, answer]] of Object.entries(breaks)) {
    test(name, async (t) => {
      const peer = await tcpPeer(t, answer);
      const { desk, events } = user(t, peer.url);
      const stream = await events.open('/');
      const taken: string[] = [];
      for await (const event of stream.take(5, { timeout: cause === 'timeout waiting' ? '100ms' : '5s' }))
        taken.push(event.data);
      assert.deepEqual([taken, stream.cause], [['1'], cause], stream.why);
      assert.match(stream.why, why);
      assert.deepEqual(desk.causes, [`SSE / event: ${cause}`]);
      events.close();
      await until(() => peer.open() === 0, 'no socket left');
    });
  }
});

describe('at the end of the phase', () => {
  for (const [when, head] of Object.entries({ opening: '', waiting: `${HEAD}\r\n` })) {
    test(`while ${when}: aborted, and nothing stays open`, async (t) => {
      let asked = (): void => {};
      const peer = await tcpPeer(t, (socket) => (head === '' ? asked() : socket.write(head)));
      const { desk, events } = user(t, peer.url);
      asked = () => desk.abort();
      const stream = await events.open('/');
      if (when === 'waiting') {
        const next = stream.next();
        desk.abort();
        assert.equal(await next, null);
      }
      assert.equal(stream.cause, 'aborted');
      await assert.rejects(stream.next(), /the phase is over/);
      await assert.rejects(events.open('/'), /the phase is over/);
      await until(() => peer.open() === 0, 'no socket left');
    });
  }
});

test('what a journey gets wrong throws, and leaves no socket', async (t) => {
  const peer = await serve(t, (_asked, answer) => tick(answer, 100));
  const { events } = user(t, peer.url);
  await assert.rejects(events.open('http://example.com/'), /example.com is not a system of this plan/);
  await assert.rejects(events.open('/', { headers: { 'x\n': '1' } }), /[Hh]eader/);
  await assert.rejects(events.open('/', { timeout: '5' as '5s' }), /timeout: '5' is not a duration/);
  for (let n = 0; n < 100; n++) await events.open('/');
  await assert.rejects(events.open('/'), /holds 100 event streams open/);
  events.close();
  await until(() => peer.open() === 0, 'no socket left');
});

const identity = makeIdentity();

test('over TLS a trusted peer is listened to, a stranger is not', {
  skip: identity ? false : 'openssl is not installed',
}, async (t) => {
  const peer = await listen(
    t,
    createSecureServer({ ...identity }, (_asked, answer) => tick(answer, 5)),
    'https',
  );
  const trusting = new JourneyEvents(new TestDesk(), peer.url, { tls: { ca: identity?.cert ?? '' } });
  t.after(trusting.close);
  assert.equal((await (await trusting.open('/')).next())?.id, '1');
  const { events } = user(t, peer.url);
  assert.equal((await events.open('/')).cause, 'tls');
});
