/** A `t.step` block in which a request failed has failed, and no other block has. */
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { type TestContext, test } from 'node:test';
import { feeder } from '../../../plan/feeder.ts';
import type { JourneyContext } from '../../../plan/journey.ts';
import { listen } from '../protocols/testing/tcp-peer.ts';
import { type Facts, runLoad } from '../testing/stage.ts';

const ONCE = { iterations: 1, users: 1, for: '10s' } as const;

async function did(t: TestContext, journey: (user: JourneyContext) => Promise<void>): Promise<Facts> {
  const server = createServer((asked, answer) => {
    const slow = asked.url?.startsWith('/slow') === true;
    setTimeout(() => answer.writeHead(asked.url?.endsWith('broken') ? 500 : 200).end(), slow ? 30 : 0);
  });
  return runLoad(journey, ONCE, { urls: [(await listen(t, server)).url] });
}

function blocks(facts: Facts): Record<string, [count: number, failed: number, requestFailed: number | undefined]> {
  const windows = facts.of('window').filter(({ of }) => of === 'step');
  return Object.fromEntries(
    windows.map(({ step, count, failed, requestFailed }) => [step, [count, failed, requestFailed]]),
  );
}

test('a block fails with a request in it, and with it every block that holds it', async (t) => {
  const facts = await did(t, async (user) => {
    await user.step('outer', async () => {
      await user.http.get('/');
      await user.step('inner', async () => void (await user.http.get('/broken')));
      await user.step('sound', async () => void (await user.http.get('/')));
    });
    await user.http.get('/broken');
    await user.step('after', async () => void (await user.http.get('/', { name: 'named' })));
  });
  assert.deepEqual(blocks(facts), {
    inner: [1, 1, 1],
    sound: [1, 0, 0],
    outer: [1, 1, 1],
    after: [1, 0, 0],
  });
});

test('blocks that run side by side keep their requests apart', async (t) => {
  const facts = await did(t, async (user) => {
    await Promise.all([
      user.step('long', async () => void (await user.http.get('/slow'))),
      user.step('broken', async () => void (await user.http.get('/broken'))),
      user.http.get('/slow/broken'),
    ]);
  });
  assert.deepEqual(blocks(facts), { broken: [1, 1, 1], long: [1, 0, 0] });
});

test('what the journey expects is no failure; a block that throws by itself has failed without a request', async (t) => {
  const facts = await did(t, async (user) => {
    await user.step('expected', async () => void (await user.http.get('/broken', { expect: 500 })));
    const threw = user.step('threw', async () => {
      await user.http.get('/');
      throw new Error('sold out');
    });
    await threw.catch(() => undefined);
  });
  assert.deepEqual(blocks(facts), { expected: [1, 0, 0], threw: [1, 1, 0] });
});

test('a block in which a feeder ran dry has not failed', async (t) => {
  const rows = feeder.of([{ id: 1 }], { order: 'unique' });
  const facts = await did(t, async (user) => {
    await user.step('first', async () => user.next(rows));
    await user.step('dry', async () => user.next(rows));
  });
  assert.deepEqual(blocks(facts), { first: [1, 0, 0] });
});
