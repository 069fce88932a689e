/** Every instance of a system is asked, however few users there are. */
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { createServer as createHttp2Server } from 'node:http2';
import { type TestContext, test } from 'node:test';
import { WebSocketServer } from 'ws';
import type { JourneyFunction } from '../../../plan/journey.ts';
import type { LoadOptions } from '../../../plan/phases/load.ts';
import { listen } from '../protocols/testing/tcp-peer.ts';
import { runLoad } from '../testing/stage.ts';

const limit = { timeout: 30_000 };

/** Servers that count what they are asked, WebSockets and streams of events included. */
async function instances(t: TestContext, count: number): Promise<{ urls: string[]; asked: number[] }> {
  const asked = Array<number>(count).fill(0);
  const one = async (index: number): Promise<string> => {
    const server = createServer(({ url }, answer) => {
      asked[index] = (asked[index] ?? 0) + 1;
      if (url === '/events') answer.setHeader('content-type', 'text/event-stream');
      answer.end('data: x\n\n');
    });
    new WebSocketServer({ server }).on('connection', () => (asked[index] = (asked[index] ?? 0) + 1));
    return (await listen(t, server)).url;
  };
  return { urls: await Promise.all(asked.map((_, index) => one(index))), asked };
}

async function askedBy(t: TestContext, count: number, run: JourneyFunction, options: LoadOptions): Promise<number[]> {
  const { urls, asked } = await instances(t, count);
  await runLoad(run, options, { urls });
  return asked;
}

const get: JourneyFunction = async ({ http }) => void (await http.get('/'));
const DONE = { for: '10s', gracefulStop: '5s' } as const;

test('a single user asks every instance in turn', limit, async (t) => {
  assert.deepEqual(await askedBy(t, 2, get, { iterations: 4, users: 1, ...DONE }), [2, 2]);
  assert.deepEqual(await askedBy(t, 3, get, { iterationsEach: 12, users: 2, ...DONE }), [8, 8, 8]);
});

test('as many users as instances have one each, from the first iteration to the last', limit, async (t) => {
  const { urls, asked } = await instances(t, 2);
  const seen = new Map<number, Set<string>>();
  const run: JourneyFunction = async ({ http, url, user }) => {
    seen.set(user.index, (seen.get(user.index) ?? new Set()).add(url));
    await http.get('/');
  };
  await runLoad(run, { iterationsEach: 3, users: 2, ...DONE }, { urls });
  assert.deepEqual(asked, [3, 3]);
  assert.deepEqual(
    [...seen].toSorted().map(([index, all]) => [index, ...all]),
    [
      [1, urls[0]],
      [2, urls[1]],
    ],
  );
});

test('whatever a single user speaks goes to the instance that t.url names', limit, async (t) => {
  const { urls, asked } = await instances(t, 2);
  const named: string[] = [];
  const run: JourneyFunction = async (user) => {
    named.push(user.url);
    const before = [...asked];
    await user.http.get('/');
    (await user.events('/events')).close();
    (await user.websocket('/chat')).close();
    assert.equal((await fetch(`${user.url}/`)).status, 200);
    const by = asked.map((count, index) => count - (before[index] ?? 0));
    assert.deepEqual(
      by,
      urls.map((url) => (url === user.url ? 4 : 0)),
    );
  };
  await runLoad(run, { iterations: 4, users: 1, ...DONE }, { urls });
  assert.deepEqual(named, [...urls, ...urls]);
});

test('HTTP/2 of a single user goes from instance to instance as well', limit, async (t) => {
  const asked = [0, 0];
  const urls: string[] = [];
  for (const index of [0, 1]) {
    const server = createHttp2Server((_asked, answer) => {
      asked[index] = (asked[index] ?? 0) + 1;
      answer.end();
    });
    urls.push((await listen(t, server)).url);
  }
  await runLoad(async ({ http2 }) => void (await http2.get('/')), { iterations: 4, users: 1, ...DONE }, { urls });
  assert.deepEqual(asked, [2, 2]);
});

test('arrivals that one user could serve reach every instance', limit, async (t) => {
  for (const maxUsers of [1, 10]) {
    const asked = await askedBy(t, 3, get, { rate: '30/s', maxUsers, for: '1s', gracefulStop: '5s' });
    // A busy machine drops some arrivals; those that are served are shared.
    const served = asked.reduce((sum, count) => sum + count, 0);
    for (const count of asked) assert.ok(count > 0 && count >= (served / 3) * 0.8, `${maxUsers}: ${asked}`);
  }
});
