/** A pause that nobody waits for is a mistake of the plan; one that somebody waits for, in whatever way, is none. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JourneyContext, JourneyFunction } from '../../../plan/journey.ts';
import { type Facts, runLoad } from '../testing/stage.ts';

const limit = { timeout: 30_000 };
const TWICE = { iterations: 2, users: 1, for: '10s', gracefulStop: '5s' } as const;

const forgotten: Record<string, JourneyFunction> = {
  't.think': async (t) => void t.think('300ms'),
  't.sleep': async (t) => void t.sleep('300ms'),
  't.sleep that has ended before the iteration': async (t) => {
    void t.sleep('1ms');
    await new Promise((resolve) => setTimeout(resolve, 50));
  },
};

for (const [what, journey] of Object.entries(forgotten))
  test(`without await: ${what}`, limit, async () => {
    const facts = await runLoad(journey, TWICE, { throws: true });
    const [mistake, ...others] = facts.of('plan-mistake');
    assert.match(mistake?.what ?? '', /^t\.(think|sleep) is not awaited, so the user does not pause; await it$/);
    assert.match(mistake?.where ?? '', /pauses\.test\.ts:\d+$/);
    assert.equal(mistake?.count, 2);
    assert.deepEqual(others, []);
    assert.deepEqual(facts.of('errors'), []);
    assert.deepEqual(facts.step('iteration'), { count: 2, failed: 0 });
  });

const awaited: Record<string, (t: JourneyContext) => Promise<unknown>> = {
  'awaited at once': async (t) => void (await t.sleep('1ms')),
  returned: (t) => t.sleep('1ms'),
  'awaited later, when it has ended': async (t) => {
    const pause = t.sleep('1ms');
    await t.sleep('20ms');
    await pause;
  },
  'as a limit in a race': (t) => Promise.race([t.sleep('1ms'), t.sleep('200ms')]),
  'beside others': (t) => Promise.all([t.sleep('1ms'), t.think('2ms')]),
  'left on purpose': async (t) => void t.sleep('200ms').catch(() => {}),
};

for (const [what, journey] of Object.entries(awaited))
  test(`no mistake: ${what}`, limit, async () => {
    const facts: Facts = await runLoad(async (t) => void (await journey(t)), TWICE);
    assert.deepEqual(facts.step('iteration'), { count: 2, failed: 0 });
  });
