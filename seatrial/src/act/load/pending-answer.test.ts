/** What belongs to an answer is refused of the promise of one: a forgotten `await` is the plan's mistake, not the system's. */
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { type TestContext, test } from 'node:test';
import type { JourneyContext } from '../../plan/journey.ts';
import { PendingAnswer } from './pending-answer.ts';
import { listen } from './protocols/testing/tcp-peer.ts';
import { runLoad } from './testing/stage.ts';

const limit = { timeout: 30_000 };
const ONCE = { iterations: 1, users: 1, for: '10s', gracefulStop: '5s' } as const;

async function healthy(t: TestContext): Promise<string> {
  return (
    await listen(
      t,
      createServer((_asked, answer) => void answer.end('{}')),
    )
  ).url;
}

const forgotten: Record<string, (t: JourneyContext) => unknown> = {
  'the status of a plain request': (t) =>
    t.check('ok', (t.http.get('/') as unknown as { status: number }).status === 200),
  'the JSON of a request with options': (t) =>
    (t.http.post('/', { json: {} }) as unknown as { json(): unknown }).json(),
  'the cause, taken apart': (t) => {
    const { cause } = t.http.get('/') as unknown as { cause: unknown };
    t.check('well', cause === null);
  },
  'an answer of HTTP/2': (t) => t.check('ok', (t.http2.get('/') as unknown as { status: number }).status === 200),
  'the opening of a WebSocket': (t) => (t.websocket('/') as unknown as { status: number }).status,
  'the opening of a stream of events': (t) => (t.events('/') as unknown as { next(): unknown }).next(),
  'a mistake that the journey catches': (t) => {
    try {
      (t.http.get('/') as unknown as { text(): string }).text();
    } catch {}
  },
};

for (const [what, journey] of Object.entries(forgotten))
  test(`without await: ${what}`, limit, async (t) => {
    const run = async (user: JourneyContext): Promise<void> => void journey(user);
    const facts = await runLoad(run, ONCE, { urls: [await healthy(t)], throws: true });
    const [mistake, ...others] = facts.of('plan-mistake');
    assert.match(
      mistake?.what ?? '',
      /^\.(status|json|cause|next|text) of a promise: the answer has not come yet; await it$/,
    );
    assert.match(mistake?.where ?? '', /pending-answer\.test\.ts:\d+$/);
    assert.deepEqual(others, []);
    assert.deepEqual(facts.of('checks'), []);
    assert.deepEqual(
      facts.of('errors').filter(({ cause }) => cause === 'journey threw'),
      [],
    );
  });

test('it is a promise like any other', async () => {
  const desk = { refused: <E>(error: E): E => error };
  const well = new PendingAnswer<number>((resolve) => resolve(1), desk);
  assert.ok(well instanceof Promise);
  assert.equal(await well, 1);
  assert.equal(await well.then((n) => n + 1), 2);
  assert.deepEqual(await Promise.all([well, PendingAnswer.of(desk, Promise.resolve(2))]), [1, 2]);
  await assert.rejects(PendingAnswer.of(desk, Promise.reject(new Error('no'))), /no/);
  assert.equal(well.then(() => 0).constructor, Promise);
});
