import assert from 'node:assert/strict';
import { test } from 'node:test';
import { journey } from '../../../plan/journey.ts';
import { load } from '../../../plan/phases/load.ts';
import { readBack } from '../../../plan/phases/read-back.ts';
import { type Clock, ManualClock } from '../../../std/clock.ts';
import { Histogram } from '../../../std/histogram.ts';
import { AcknowledgedWrites } from '../../history/acknowledged.ts';
import { partOfList } from '../share.ts';
import { serve } from '../testing/browser.ts';
import { resolved, runLoad, runOn } from '../testing/stage.ts';

const SHORT = { for: '100ms', gracefulStop: '20ms' } as const;
const limit = { timeout: 30_000 };

test(
  'a phase against a real server: windows, arrivals, checks and the generator agree with what the server saw',
  limit,
  async (t) => {
    let requests = 0;
    const url = await serve(t, (_request, response) => {
      requests++;
      response.end('hello');
    });
    const facts = await runLoad(
      async (user) => {
        const answer = await user.http.get('/greeting', { name: 'greet' });
        user.check('says hello', answer.text() === 'hello');
      },
      { rate: '200/s', for: '400ms' },
      { urls: [url] },
    );
    assert.equal(requests, 80);
    assert.deepEqual(facts.step('greet'), { count: 80, failed: 0 });
    assert.deepEqual(facts.step('iteration'), { count: 80, failed: 0 });
    assert.deepEqual(facts.arrivals(), { due: 80, started: 80, dropped: 0 });
    assert.equal(
      facts.of('checks').reduce((sum, { passes }) => sum + passes, 0),
      80,
    );
    assert.equal(Histogram.merge(facts.of('generator').map(({ lag }) => lag)).count, 80);
    assert.deepEqual(facts.of('errors'), []);
    for (const window of facts.of('window')) assert.deepEqual([window.phase, window.journey], ['phase', 'visit']);
  },
);

test('users are spread over the instances of a system, each on connections of its own', limit, async (t) => {
  const ports = [new Set<number>(), new Set<number>()];
  const urls = await Promise.all(
    ports.map((seen) =>
      serve(t, (request, response) => {
        seen.add(request.socket.remotePort ?? 0);
        response.end();
      }),
    ),
  );
  await runLoad((user) => user.http.get('/').then(() => user.sleep('2ms')), { users: 4, ...SHORT }, { urls });
  assert.deepEqual(
    ports.map((seen) => seen.size),
    [2, 2],
  );
});

test('a user without an answer backs off, and every failure is counted with its cause', limit, async () => {
  const facts = await runLoad((user) => user.http.get('/').then(() => undefined), { users: 1, ...SHORT });
  const { count, failed } = facts.step('GET /');
  assert.ok(count >= 1 && count <= 2 && count === failed, `${failed} of ${count} failed`);
  assert.equal(facts.of('errors')[0]?.cause, 'refused');
});

test('a journey that throws has failed, says why, and does not end the phase', limit, async () => {
  const facts = await runLoad(
    async (user) => {
      if (user.user.iteration === 0) throw new Error('a bad journey');
      await user.sleep('5ms');
    },
    { iterations: 4, users: 1, for: '10s' },
    { throws: true },
  );
  assert.deepEqual(facts.step('iteration'), { count: 4, failed: 1 });
  const [error] = facts.of('errors');
  assert.deepEqual([error?.cause, error?.step], ['journey threw', 'iteration']);
  assert.match(error?.example ?? '', /^Error: a bad journey at \S*run-phase\.test\.ts:\d+$/);
});

test('a step is timed, and a throw in it is recorded and passed on', limit, async () => {
  const facts = await runLoad(
    async (user) => {
      assert.equal(await user.step('fine', async () => 42), 42);
      await assert.rejects(
        user.step('broken', async () => Promise.reject(new Error('no'))),
        /no/,
      );
    },
    { iterations: 2, users: 1, for: '10s' },
  );
  assert.deepEqual(
    [facts.step('fine'), facts.step('broken')],
    [
      { count: 2, failed: 0 },
      { count: 2, failed: 2 },
    ],
  );
  assert.deepEqual(facts.step('iteration'), { count: 2, failed: 2 });
});

test('what is under way at the end has its grace and is then cut off and told as unfinished', limit, async (t) => {
  const url = await serve(t, () => undefined);
  const started = performance.now();
  const facts = await runLoad(
    (user) => user.http.get('/').then(() => undefined),
    { users: 3, ...SHORT },
    { urls: [url] },
  );
  assert.ok(performance.now() - started < 1000);
  assert.deepEqual(
    facts.of('unfinished').map(({ of, step, count }) => [of, step, count]),
    [['request', 'GET /', 3]],
  );
  assert.deepEqual(facts.of('errors'), []);
  assert.deepEqual(facts.step('GET /'), { count: 0, failed: 0 });
});

test('a journey that never ends is left behind, and its open operation has an unknown end', limit, async () => {
  const started = performance.now();
  const facts = await runLoad(
    async (user) => {
      user.history.begin('write', 'k', 'v');
      await new Promise(() => {});
    },
    { users: 1, ...SHORT },
  );
  const took = performance.now() - started;
  assert.ok(took > 1000 && took < 5000, `${took}ms`);
  assert.deepEqual(
    facts.of('operation').map(({ key, outcome }) => [key, outcome]),
    [['k', 'unknown']],
  );
});

test(
  'a journey that polls ends with its phase, though sleeps and requests would return at once from then on',
  limit,
  async () => {
    const polls = [
      runLoad(
        async (user) => {
          for (;;) await user.sleep('5ms');
        },
        { users: 2, ...SHORT },
      ),
      runLoad(
        async (user) => {
          for (;;) await user.http.get('/job');
        },
        { users: 2, ...SHORT },
      ),
      runLoad(
        async (user) => {
          for (;;) {
            try {
              await user.http.get('/job');
            } catch {
              if (user.user.state.caught === 50) return;
              user.user.state.caught = Number(user.user.state.caught ?? 0) + 1;
            }
          }
        },
        { users: 1, ...SHORT },
      ),
    ];
    for (const facts of await Promise.all(polls)) {
      assert.equal(facts.step('iteration').count, 0);
      assert.ok(facts.of('errors').every(({ cause }) => cause === 'refused'));
    }
  },
);

test('the signal of the trial ends a phase at once, also while journeys only compute', limit, async () => {
  const compute = (): Promise<void> => {
    for (const until = performance.now() + 0.2; performance.now() < until; );
    return Promise.resolve();
  };
  for (const run of [compute, () => new Promise<void>((resolve) => setTimeout(resolve, 5))]) {
    const started = performance.now();
    const facts = await runLoad(run, { users: 2, for: '20s' }, { signal: AbortSignal.timeout(60) });
    assert.ok(performance.now() - started < 5000);
    assert.ok(facts.step('iteration').count > 0);
  }
});

test('a phase that is interrupted before it begins does nothing', limit, async () => {
  let calls = 0;
  const run = async (): Promise<void> => void calls++;
  for (const options of [
    { users: 2, for: '5s' },
    { rate: '100/s', for: '5s' },
    { iterations: 5, users: 1 },
  ] as const)
    await runLoad(run, options, { signal: AbortSignal.abort() });
  assert.equal(calls, 0);
});

test('under faults, ten windows a second; a stall makes one of them long, and none empty', limit, async () => {
  const visit = journey('visit', (user) => user.sleep('10ms'));
  const phase = resolved(load('phase', visit, { users: 1, for: '800ms' }));
  if (phase.kind !== 'load') assert.fail();
  const kill = {
    kind: 'kill',
    options: { at: '1ms', restartAfter: '1ms' },
    target: { system: 'api', instance: 1 },
    atMs: 1,
    holdMs: 1,
    what: 'kill',
  } as const;
  const clock = new ManualClock();
  // Nothing that is due between 60 ms and 410 ms happens before that is over.
  const late = (dueMs: number): number => (dueMs > 60 && dueMs < 410 ? 410 : dueMs);
  const stalling: Clock = {
    nowUs: () => clock.nowUs(),
    sleep: (ms, signal) => clock.sleep(late(clock.nowUs() / 1000 + ms) - clock.nowUs() / 1000, signal),
  };
  const running = runOn({ ...phase, faults: [kill], feelsFault: true }, { clock: stalling });
  for (let passedMs = 0; passedMs < 1000; passedMs += 10) await clock.advance(10);
  const spans = (await running).of('arrivals').map(({ fromUs, toUs }) => (toUs - fromUs) / 1000);
  assert.deepEqual(spans, [410, 90, 100, 100, 100]);
});

test('reading back goes once through every acknowledged write, in parts as well', limit, async () => {
  const writes = Array.from({ length: 20 }, (_, n) => ({ key: `k${n}`, value: `v${n}` }));
  const read: string[] = [];
  const visit = journey('visit', async () => {});
  const phase = resolved(
    readBack(
      'back',
      visit,
      async (user, { key, value }) => {
        read.push(`${key}=${value}`);
        await user.sleep('1ms');
      },
      { users: 3 },
    ),
  );
  for (const index of [0, 1]) {
    const share = { index, of: 2 };
    await runOn(phase, { acknowledged: new AcknowledgedWrites('visit', partOfList(writes, share, 3)), share });
  }
  assert.deepEqual(read.toSorted(), writes.map(({ key, value }) => `${key}=${value}`).toSorted());
});

test('names are unique and seeded numbers the same for every user each time', limit, async () => {
  const once = async (): Promise<{ names: string[]; numbers: string[] }> => {
    const names: string[] = [];
    const numbers: string[] = [];
    await runLoad(
      async (user) => {
        names.push(user.unique('sku'), user.unique('sku'));
        numbers.push(`${user.user.index}: ${user.random.uint32()}`);
        user.user.state.seen = Number(user.user.state.seen ?? 0) + 1;
        assert.equal(user.user.state.seen, user.user.iteration + 1);
        await user.sleep('1ms');
      },
      { iterations: 30, users: 3, for: '10s' },
    );
    return { names, numbers };
  };
  const [first, second] = [await once(), await once()];
  assert.equal(new Set(first.names).size, 60);
  for (const name of first.names) assert.match(name, /^sku-token-[1-3]-/);
  const firstOf = (numbers: string[], user: number): string | undefined =>
    numbers.find((n) => n.startsWith(`${user}:`));
  for (const user of [1, 2, 3]) assert.equal(firstOf(first.numbers, user), firstOf(second.numbers, user));
  assert.equal(new Set(first.numbers.map((n) => n.split(' ')[1])).size, 30);
});

test('what an interruption cuts off is held against nobody: no failed request, no failed check', limit, async (t) => {
  const url = await serve(t, () => {}); // never answers
  const facts = await runLoad(
    async (user) => {
      const answer = await user.http.get('/', { name: 'ask' });
      user.check('answers', answer.status === 200);
    },
    { users: 2, for: '20s' },
    { urls: [url], signal: AbortSignal.timeout(60) },
  );
  assert.deepEqual(facts.of('checks'), []);
  assert.equal(facts.step('ask').count, 0);
  assert.deepEqual(
    facts.of('errors').filter(({ step }) => step === 'ask'),
    [],
  );
});
