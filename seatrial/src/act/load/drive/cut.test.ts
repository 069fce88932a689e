/** What is under way when Seatrial ends a phase is told as that, and as nothing else. */
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { createServer as createHttp2Server } from 'node:http2';
import { describe, type TestContext, test } from 'node:test';
import * as grpc from '@grpc/grpc-js';
import { WebSocketServer } from 'ws';
import type { JourneyFunction } from '../../../plan/journey.ts';
import { loadService } from '../protocols/grpc/library.ts';
import { listen } from '../protocols/testing/tcp-peer.ts';
import { serve } from '../testing/browser.ts';
import { type Facts, runLoad } from '../testing/stage.ts';

const limit = { timeout: 30_000 };
/** Each of two users begins one iteration and never ends it; long enough for a busy machine to open a connection. */
const SHORT = { iterations: 2, users: 2, for: '1500ms', gracefulStop: '100ms' } as const;
const ORDERS = {
  proto: new URL('../protocols/fixtures/orders.proto', import.meta.url),
  service: 'orders.v1.Orders',
};

const hang = (): Promise<never> => new Promise(() => {});

function unfinished(facts: Facts): [string, string, number][] {
  return facts.of('unfinished').map(({ of, step, count }) => [of, step, count]);
}

/** Nothing of the cut is a completion, a failure or a failed check. */
function holdsNothingAgainstAnybody(facts: Facts): void {
  assert.deepEqual(facts.of('errors'), []);
  assert.deepEqual(facts.of('checks'), []);
  assert.deepEqual(facts.of('metric'), []);
  for (const window of facts.of('window')) assert.equal(window.failed, 0, window.step);
  assert.equal(facts.step('iteration').count, 0);
}

/** Answers the opening of streams, and nothing else. */
async function silent(t: TestContext): Promise<string> {
  const server = createServer((asked, answer) => {
    if (asked.url === '/events') answer.writeHead(200, { 'Content-Type': 'text/event-stream' }).flushHeaders();
  });
  new WebSocketServer({ server });
  return (await listen(t, server)).url;
}

async function silentOrders(t: TestContext): Promise<string> {
  const server = new grpc.Server();
  const { methods } = await loadService({ proto: ORDERS.proto, includes: [] }, ORDERS.service);
  const nothing = (() => {}) as grpc.UntypedHandleCall;
  server.addService(methods as grpc.ServiceDefinition, { Get: nothing, List: nothing, Put: nothing, Talk: nothing });
  const port = await new Promise<number>((resolve) =>
    server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (_error, bound) => resolve(bound)),
  );
  t.after(() => server.forceShutdown());
  return `http://127.0.0.1:${port}`;
}

describe('under way at the end of the grace', { concurrency: true }, () => {
  const cases: [string, JourneyFunction, [string, string, number][]][] = [
    ['a request', async (user) => void (await user.http.get('/')), [['request', 'GET /', 2]]],
    [
      'a request with options, and what is made of its answer',
      async (user) => {
        const answer = await user.http.get('/', { name: 'ask', timeout: '20s' });
        user.check('answers', answer.status === 200);
        user.metric.rate('answered', answer.status === 200);
      },
      [['request', 'ask', 2]],
    ],
    [
      'a message of a WebSocket',
      async (user) => {
        const socket = await user.websocket('/chat', { name: 'chat' });
        await socket.exchange('hi');
      },
      [['message', 'chat exchange', 2]],
    ],
    [
      'an event',
      async (user) => {
        const events = await user.events('/events', { name: 'prices' });
        await events.next();
      },
      [['message', 'prices event', 2]],
    ],
    [
      'an opening of a stream of events',
      async (user) => void (await user.events('/other', { name: 'other' })),
      [['request', 'other', 2]],
    ],
    ['another client', hang, [['iteration', 'iteration', 2]]],
    ['another client in a step', (user) => user.step('query', hang), [['step', 'query', 2]]],
    [
      'a request in a step',
      (user) => user.step('buy', async () => void (await user.http.get('/'))),
      [
        ['request', 'GET /', 2],
        ['step', 'buy', 2],
      ],
    ],
    ['a sleep', (user) => user.sleep('20s'), []],
    ['a thought', (user) => user.think({ mean: '200s', distribution: 'normal', sd: '1s' }), []],
    [
      'another client, after a sleep of an iteration before that nobody awaited',
      async (user) => {
        if (user.user.iteration > 0) await hang();
        user.sleep('20s').catch(() => {});
      },
      [['iteration', 'iteration', 2]],
    ],
  ];
  for (const [what, journey, told] of cases)
    test(`${what} is told as unfinished`, limit, async (t) => {
      const url = await silent(t);
      const twice = what.includes('iteration before') ? { iterations: 4 } : {};
      const facts = await runLoad(journey, { ...SHORT, ...twice }, { urls: [url] });
      assert.deepEqual(unfinished(facts).toSorted(), told.toSorted());
      if (!what.includes('iteration before')) holdsNothingAgainstAnybody(facts);
      for (const { count, waitedUs, longestUs } of facts.of('unfinished')) {
        assert.ok(longestUs >= 90_000 && longestUs < 10_000_000, `${longestUs} us`);
        assert.ok(waitedUs >= longestUs && waitedUs <= count * longestUs, `${waitedUs} us of ${count}`);
      }
    });

  test('HTTP/2', limit, async (t) => {
    const two = await listen(
      t,
      createHttp2Server(() => {}),
    );
    const facts = await runLoad(async (user) => void (await user.http2.get('/', { name: 'two' })), SHORT, {
      urls: [two.url],
    });
    assert.deepEqual(unfinished(facts), [['request', 'two', 2]]);
    holdsNothingAgainstAnybody(facts);
  });

  test('gRPC: calls that are waited for, and the next message of a stream that is kept open', limit, async (t) => {
    const urls = [await silentOrders(t)];
    const ways: [JourneyFunction, [string, string, number][]][] = [
      [async (user) => void (await user.grpc(ORDERS).unary('Get', {}, { name: 'get' })), [['request', 'get', 2]]],
      [
        async (user) => void (await user.grpc(ORDERS).clientStream('Put', [{}], { name: 'put' })),
        [['request', 'put', 2]],
      ],
      [
        async (user) => void (await (await user.grpc(ORDERS).serverStream('List', {}, { name: 'list' })).next()),
        [['message', 'list message', 2]],
      ],
      [
        async (user) => void (await (await user.grpc(ORDERS).serverStream('List', {}, { name: 'list' })).result),
        [['request', 'list', 2]],
      ],
      [
        async (user) => {
          await user.grpc(ORDERS).conversation('Talk');
          await user.sleep('20s');
        },
        [],
      ],
    ];
    await Promise.all(
      ways.map(async ([journey, told]) => {
        const facts = await runLoad(journey, SHORT, { urls });
        assert.deepEqual(unfinished(facts), told);
        holdsNothingAgainstAnybody(facts);
      }),
    );
  });

  test('what is answered late and within the grace is a completion like any other', limit, async (t) => {
    const url = await serve(t, (_asked, answer) => void setTimeout(() => answer.end(), 400));
    const facts = await runLoad(
      async (user) => void (await user.http.get('/')),
      { ...SHORT, for: '100ms', gracefulStop: '20s' },
      { urls: [url] },
    );
    assert.deepEqual([facts.step('GET /').count, facts.step('iteration').count, unfinished(facts)], [2, 2, []]);
  });

  test('a user between two iterations is under way in nothing', limit, async () => {
    const facts = await runLoad(async (user) => void (await user.http.get('/')), {
      users: 1,
      for: '50ms',
      gracefulStop: '0ms',
    });
    assert.deepEqual(unfinished(facts), []);
  });

  test('an interruption of the trial is no end of a grace', limit, async (t) => {
    const url = await silent(t);
    const stage = { urls: [url], signal: AbortSignal.timeout(60) };
    const facts = await runLoad(async (user) => void (await user.http.get('/')), { users: 2, for: '20s' }, stage);
    assert.deepEqual(unfinished(facts), []);
    assert.deepEqual(
      facts.of('errors').map(({ of, step, cause, count }) => [of, step, cause, count]),
      [['iteration', 'iteration', 'aborted', 2]],
    );
  });
});

test('every started iteration of another client is completed or told, whatever the server does', limit, async () => {
  let asked = 0;
  const facts = await runLoad(
    async (user) => {
      if (asked++ < 20) await user.sleep('1ms');
      else await hang();
    },
    { rate: '200/s', for: '300ms', gracefulStop: '50ms' },
  );
  const told = facts.of('unfinished').reduce((sum, { count }) => sum + count, 0);
  assert.ok(told > 0);
  assert.equal(facts.arrivals().started, facts.step('iteration').count + told);
});
