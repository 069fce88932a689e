import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JourneyFunction } from '../../../plan/journey.ts';
import type { LoadOptions } from '../../../plan/phases/load.ts';
import { type Clock, ManualClock } from '../../../std/clock.ts';
import { Histogram } from '../../../std/histogram.ts';
import type { Share } from '../share.ts';
import { type Facts, runLoad } from '../testing/stage.ts';
import { levelAt } from './schedule.ts';

/** How many users are in an iteration of a certain length at each instant, from `everyMs` on; and the facts. */
async function watch(options: LoadOptions, iterationMs: number, everyMs: number, times: number) {
  const clock = new ManualClock();
  let active = 0;
  const running = runLoad(
    async (t) => {
      active++;
      await t.sleep(`${iterationMs}ms`);
      active--;
    },
    options,
    { clock },
  );
  const seen: number[] = [];
  for (let n = 0; n < times; n++) {
    await clock.advance(everyMs);
    seen.push(active);
  }
  return { seen, facts: await finished(clock, running) };
}

async function finished(clock: ManualClock, running: Promise<Facts>): Promise<Facts> {
  let over = false;
  void running.finally(() => {
    over = true;
  });
  while (!over) await clock.advance(50);
  return running;
}

test('a constant number of users are all there from the start to the end, and then nobody', async () => {
  const { seen, facts } = await watch({ users: 3, for: '1s' }, 70, 50, 24);
  assert.deepEqual(seen.slice(0, 19), Array(19).fill(3));
  assert.deepEqual(seen.slice(22), [0, 0]);
  assert.deepEqual(facts.step('iteration'), { count: 3 * 15, failed: 0 });
  assert.equal(facts.arrivals().started, 45);
});

test('a ramp of users is followed up and down, and up again', async () => {
  const stages = [
    { from: 0, to: 10, durationMs: 1000 },
    { from: 10, to: 2, durationMs: 1000 },
    { from: 2, to: 6, durationMs: 1000 },
  ];
  const users = [0, { to: 10, over: '1s' }, { to: 2, over: '1s' }, { to: 6, over: '1s' }] as const;
  const { seen } = await watch({ users }, 10, 50, 60);
  for (const [index, active] of seen.slice(0, -1).entries()) {
    const level = levelAt(stages, (index + 1) * 50);
    assert.ok(Math.abs(active - level) <= 1, `${active} users at ${(index + 1) * 50}ms, where ${level} are wanted`);
  }
  assert.equal(seen.at(-1), 0);
});

test('every arrival of a rate is released at its instant', async () => {
  const { facts } = await watch({ rate: '100/s', for: '1s' }, 5, 50, 1);
  assert.deepEqual(facts.arrivals(), { due: 100, started: 100, dropped: 0 });
  const lag = Histogram.merge(facts.of('generator').map((window) => window.lag));
  assert.equal(lag.count, 100);
  assert.equal(lag.maxUs, 0);
});

test('what falls due when nobody is free is dropped and counted, never put off', async () => {
  const { seen, facts } = await watch({ rate: '100/s', for: '1s', maxUsers: 3 }, 95, 50, 20);
  assert.ok(seen.every((active) => active <= 3));
  const { due, started, dropped } = facts.arrivals();
  assert.equal(due, 100);
  assert.equal(started + dropped, due);
  assert.equal(started, 30);
});

test('a late tick releases all that fell due in the meantime, and none of it starts on time', async () => {
  const inner = new ManualClock();
  const late: Clock = { nowUs: () => inner.nowUs(), sleep: (ms, signal) => inner.sleep(ms + 200, signal) };
  const running = runLoad(async () => {}, { rate: '100/s', for: '1s' }, { clock: late });
  const facts = await finished(inner, running);
  assert.deepEqual(facts.arrivals(), { due: 100, started: 100, dropped: 0 });
  const response = Histogram.merge(facts.of('window').map((window) => window.response));
  assert.ok(response.maxUs >= 150_000 && response.maxUs <= 220_000, String(response.maxUs));
});

test('iterations are exactly as many as asked for, whoever of the users does them', async () => {
  for (const [iterations, users] of [
    [17, 5],
    [1, 1],
    [3, 8],
  ] as const) {
    const { facts } = await watch({ iterations, users, for: '10s' }, 10, 50, 1);
    assert.deepEqual(facts.step('iteration'), { count: iterations, failed: 0 });
  }
});

test('iterations end with their time, though not all were begun', async () => {
  const { facts } = await watch({ iterations: 1000, users: 2, for: '1s' }, 100, 50, 1);
  assert.equal(facts.step('iteration').count, 20);
});

test('a pace is kept from start to start, however long an iteration takes', async () => {
  const clock = new ManualClock();
  const starts = new Map<number, number[]>();
  const journey: JourneyFunction = async ({ user, sleep }) => {
    starts.set(user.index, [...(starts.get(user.index) ?? []), clock.nowUs() / 1000]);
    await sleep(user.iteration === 2 ? '150ms' : '10ms');
  };
  await finished(clock, runLoad(journey, { iterationsEach: 8, users: 2, pace: '60ms' }, { clock }));
  assert.equal(starts.size, 2);
  for (const user of starts.values()) assert.deepEqual(user, [0, 60, 120, 270, 330, 390, 450, 510]);
});

test('parts of a load add up to the whole', async () => {
  const loads: [LoadOptions, number][] = [
    [{ users: 5, for: '1s' }, 50],
    [{ rate: '97/s', for: '1s', maxUsers: 50 }, 97],
    [{ iterations: 23, users: 2, for: '10s' }, 23],
  ];
  for (const [options, whole] of loads) {
    const counts = await Promise.all(
      [0, 1, 2].map(async (index) => {
        const clock = new ManualClock();
        const share: Share = { index, of: 3 };
        const users = new Set<number>();
        const journey = async (t: { user: { index: number }; sleep(time: '100ms'): Promise<void> }) => {
          users.add(t.user.index);
          await t.sleep('100ms');
        };
        const facts = await finished(clock, runLoad(journey, options, { clock, share }));
        assert.ok(
          [...users].every((user) => (user - 1) % 3 === index),
          `part ${index} has users ${[...users]}`,
        );
        return facts.step('iteration').count;
      }),
    );
    assert.equal(
      counts.reduce((sum, count) => sum + count, 0),
      whole,
      `${counts}`,
    );
  }
});
