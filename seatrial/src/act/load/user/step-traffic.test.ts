/** What clients of the journey's own are answered inside `t.step` is seen, and what they leave unanswered. */
import assert from 'node:assert/strict';
import { createServer, get } from 'node:http';
import { type TestContext, test } from 'node:test';
import type { JourneyFunction } from '../../../plan/journey.ts';
import { listen } from '../protocols/testing/tcp-peer.ts';
import { type Facts, runLoad, type Stage } from '../testing/stage.ts';

const limit = { timeout: 30_000 };
const TWICE = { iterations: 2, users: 1, for: '10s', gracefulStop: '5s' } as const;

/** Answers with the status its path names; `/slow/200` after 80 ms. */
async function answers(t: TestContext): Promise<string> {
  const server = createServer((asked, answer) => {
    const [, first = '', second = first] = asked.url?.split('/') ?? [];
    const send = (): unknown => answer.writeHead(Number(second), { location: '/200' }).end('{}');
    setTimeout(send, first === 'slow' ? 80 : 0);
  });
  return (await listen(t, server)).url;
}

async function does(t: TestContext, run: JourneyFunction, stage: Stage = {}): Promise<Facts> {
  return runLoad(run, TWICE, { urls: [await answers(t)], ...stage });
}

const statuses = (facts: Facts): unknown[] =>
  facts.of('statuses').map(({ of, step, status, count }) => [of, step, status, count]);
const floating = (facts: Facts): unknown[] => facts.of('floating').map(({ of, step, count }) => [of, step, count]);

for (const [status, cause] of [
  [500, 'status 5xx'],
  [404, 'status 4xx'],
] as const)
  test(`a step whose answer of fetch is ${status} has failed`, limit, async (t) => {
    const facts = await does(t, async (user) => void (await user.step('get', () => fetch(`${user.url}/${status}`))));
    assert.deepEqual(facts.step('get'), { count: 2, failed: 2 });
    assert.deepEqual(facts.step('iteration'), { count: 2, failed: 2 });
    assert.deepEqual(
      facts.of('errors').map(({ of, step, cause: told, count, example }) => [of, step, told, count, example]),
      [['step', 'get', cause, 2, `status ${status}`]],
    );
    assert.deepEqual(statuses(facts), []);
  });

test('a redirect that a step returns as its answer is told, and what fetch follows is not', limit, async (t) => {
  const facts = await does(t, async (user) => {
    await user.step('kept', () => fetch(`${user.url}/302`, { redirect: 'manual' }));
    await user.step('followed', () => fetch(`${user.url}/302`));
    await user.step('well', () => fetch(`${user.url}/200`));
  });
  assert.deepEqual(statuses(facts), [['step', 'kept', 302, 2]]);
  for (const step of ['kept', 'followed', 'well']) assert.deepEqual(facts.step(step), { count: 2, failed: 0 });
});

test('where the answers of a step led is told, followed or not', limit, async (t) => {
  const facts = await does(t, async (user) => {
    await user.step('kept', async () => (await fetch(`${user.url}/302`, { redirect: 'manual' })).text());
    await user.step('followed', () => fetch(`${user.url}/302`));
    await user.step('well', () => fetch(`${user.url}/200`));
  });
  assert.deepEqual(
    facts.of('redirected').map(({ of, step, to, status, count }) => [of, step, to, status, count]),
    [
      ['step', 'kept', '/:id', 302, 2],
      ['step', 'followed', '/:id', undefined, 2],
    ],
  );
});

test('refusals inside steps that return something else are told, whatever client asks', limit, async (t) => {
  const facts = await does(t, async (user) => {
    await user.step('json', async () => (await fetch(`${user.url}/500`)).json());
    await user.step('all', () => Promise.all([fetch(`${user.url}/404`), fetch(`${user.url}/404`)]));
    await user.step(
      'node',
      () =>
        new Promise((resolve) =>
          get(`${user.url}/503`, (answer) => {
            answer.resume().on('end', () => resolve(answer.statusCode));
          }),
        ),
    );
  });
  assert.deepEqual(statuses(facts), [
    ['step', 'json', 500, 2],
    ['step', 'all', 404, 4],
    ['step', 'node', 503, 2],
  ]);
  assert.deepEqual(facts.step('json'), { count: 2, failed: 0 });
});

test(
  'what t itself asks inside a step, and what is asked outside of one, is not told of the step',
  limit,
  async (t) => {
    const facts = await does(t, async (user) => {
      await fetch(`${user.url}/500`);
      await user.step('own', async () => {
        await user.http.get('/500');
        await user.events('/500');
        await user.websocket('/500');
      });
    });
    assert.deepEqual(statuses(facts), []);
  },
);

test('a step that throws for what it was answered is no doubt: it has failed', limit, async (t) => {
  const facts = await does(
    t,
    (user) =>
      user.step('get', async () => {
        const { ok, status } = await fetch(`${user.url}/500`);
        if (!ok) throw new Error(`status ${status}`);
      }),
    { throws: true },
  );
  assert.deepEqual(statuses(facts), []);
  assert.deepEqual(facts.step('get'), { count: 2, failed: 2 });
});

test('answers of users that ask at the same time are told of their own steps', limit, async (t) => {
  const facts = await runLoad(
    async (user) => {
      const status = user.user.index % 2 === 0 ? 500 : 200;
      for (let n = 0; n < 5; n++)
        await user.step(`gets ${status}`, async () => (await fetch(`${user.url}/slow/${status}`)).text());
    },
    { iterations: 4, users: 4, for: '10s', gracefulStop: '5s' },
    { urls: [await answers(t)] },
  );
  const told = facts.of('statuses');
  assert.deepEqual(new Set(told.map(({ step, status }) => `${step} ${status}`)), new Set(['gets 500 500']));
  assert.equal(
    told.reduce((sum, { count }) => sum + count, 0),
    facts.step('gets 500').count,
  );
});

test('a step that returns before its request is answered leaves it floating', limit, async (t) => {
  const facts = await does(t, async (user) => {
    await user.step('fetch', async () => void fetch(`${user.url}/slow/200`));
    await user.step('node', async () => void get(`${user.url}/slow/200`, (answer) => answer.resume()));
    await user.step('awaited', async () => void (await fetch(`${user.url}/slow/200`)));
  });
  assert.deepEqual(floating(facts), [
    ['step', 'fetch', 2],
    ['step', 'node', 2],
  ]);
});

test('a request that a step gave up is not left floating', limit, async (t) => {
  const facts = await does(t, async (user) => {
    await user.step('hedge', async () => {
      const controller = new AbortController();
      const slow = fetch(`${user.url}/slow/200`, { signal: controller.signal }).catch(() => null);
      await fetch(`${user.url}/200`);
      controller.abort();
      await slow;
    });
  });
  assert.deepEqual(floating(facts), []);
  assert.deepEqual(statuses(facts), [], 'another was answered');
});

test('requests without an answer inside a step that returned all the same are told', limit, async (t) => {
  const server = createServer();
  const { url: dead } = await listen(t, server);
  server.close();
  const facts = await does(t, async (user) => {
    await user.step('caught', () => fetch(dead).catch(() => null));
    await user.step('node', () => new Promise((resolve) => get(dead, resolve).on('error', () => resolve(null))));
    await user.step('late', () => fetch(`${user.url}/slow/200`, { signal: AbortSignal.timeout(20) }).catch(() => null));
    await user.step('given up', () => {
      const controller = new AbortController();
      setTimeout(() => controller.abort(), 20);
      return fetch(`${user.url}/slow/200`, { signal: controller.signal }).catch(() => null);
    });
  });
  const told = Map.groupBy(facts.of('statuses'), ({ of, step, status }) => `${of} ${step} ${status}`);
  assert.deepEqual(
    new Map([...told].map(([what, group]) => [what, group.reduce((sum, { count }) => sum + count, 0)])),
    new Map(['caught', 'node', 'late', 'given up'].map((step) => [`step ${step} 0`, 2])),
  );
});

for (const [what, run] of [
  ['nothing', () => undefined],
  ['a number', () => 5],
] as const)
  test(`a step whose function returns ${what} and no promise is a mistake of the plan`, limit, async (t) => {
    const facts = await does(t, (user) => user.step('x', run as unknown as () => Promise<void>), { throws: true });
    const [mistake] = facts.of('plan-mistake');
    assert.match(mistake?.what ?? '', /^t\.step\('x'\): its function returns no promise.* await it: async/);
    assert.match(mistake?.where ?? '', /step-traffic\.test\.ts:\d+$/);
    assert.deepEqual(facts.step('x'), { count: 0, failed: 0 });
  });
