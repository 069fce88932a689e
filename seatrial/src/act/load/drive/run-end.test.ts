/** What a setup or teardown does is told of a journey of its own, failures and all. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type JourneyContext, journey } from '../../../plan/journey.ts';
import { load } from '../../../plan/phases/load.ts';
import { type Clock, ManualClock, systemClock } from '../../../std/clock.ts';
import { AcknowledgedWrites } from '../../history/acknowledged.ts';
import { HistoryBook } from '../../history/history.ts';
import { serve } from '../testing/browser.ts';
import { Facts, resolved } from '../testing/stage.ts';
import { type EndResult, type PhaseEnd, runEnd } from './run-end.ts';

type Ends = { [E in PhaseEnd]?: (t: JourneyContext) => Promise<void> };

interface Stage {
  url?: string;
  clock?: Clock;
  signal?: AbortSignal;
}

async function ended(
  end: PhaseEnd,
  ends: Ends,
  { url = 'http://127.0.0.1:1', clock = systemClock(), signal = new AbortController().signal }: Stage = {},
): Promise<{ facts: Facts; result: EndResult }> {
  const phase = resolved(
    load(
      'phase',
      journey('visit', async () => {}, ends),
      { users: 1, for: '1s' },
    ),
  );
  const facts = new Facts();
  const emit = (fact: (typeof facts.list)[number]): void => void facts.list.push(fact);
  const history = new HistoryBook(emit, () => clock.nowUs(), new AcknowledgedWrites());
  const context = { emit, clock, seed: 1, token: 'token', urls: [url], history, data: undefined, signal };
  return { facts, result: await runEnd(end, phase, context) };
}

for (const end of ['setup', 'teardown'] as const)
  test(`a request that fails in a ${end} is a failed request of \`visit ${end}\``, async (t) => {
    const url = await serve(t, (_asked, answer) => void answer.writeHead(500).end());
    const { facts, result } = await ended(
      end,
      {
        [end]: async (user: { http: { post(path: string): Promise<unknown> } }) =>
          void (await user.http.post('/login')),
      },
      { url },
    );
    assert.equal(result.ok, true);
    assert.deepEqual(
      facts.of('window').map(({ journey, of, step, count, failed }) => [journey, of, step, count, failed]),
      [[`visit ${end}`, 'request', 'POST /login', 1, 1]],
    );
    assert.deepEqual(
      facts.of('errors').map(({ journey, of, step, cause, count }) => [journey, of, step, cause, count]),
      [[`visit ${end}`, 'request', 'POST /login', 'status 5xx', 1]],
    );
  });

test('what a setup answers by a redirect to somewhere else is told', async (t) => {
  const url = await serve(t, (_asked, answer) => void answer.writeHead(302, { location: '/login' }).end());
  const { facts } = await ended('setup', { setup: async ({ http }) => void (await http.get('/data')) }, { url });
  assert.deepEqual(
    facts.of('statuses').map(({ journey, step, status, count }) => [journey, step, status, count]),
    [['visit setup', 'GET /data', 302, 1]],
  );
});

test('what a setup waited for is told: asked for again until it was answered, and no more', async (t) => {
  const left = new Map([
    ['GET /warm', 3],
    ['GET /warm?deep=yes', 2],
    ['GET /next', 1],
    ['GET /twice?part=2', 9],
    ['HEAD /warm', 1],
    ['POST /seed', 1],
  ]);
  const url = await serve(t, (asked, answer) => {
    const what = `${asked.method} ${asked.url}`;
    const failures = left.get(what) ?? 0;
    left.set(what, failures - 1);
    answer.writeHead(failures > 0 ? 503 : 200).end();
  });
  const setup: Ends['setup'] = async ({ http }) => {
    for (let n = 0; n < 4; n++) await http.get('/warm');
    for (let n = 0; n < 3; n++) await http.get('/warm', { query: { deep: 'yes' }, timeout: '20s' });
    for (let n = 0; n < 2; n++) await http.head('/warm', { headers: { accept: 'text/plain' } });
    for (let n = 0; n < 2; n++) await http.post('/seed');
    for (let n = 0; n < 3; n++) await http.get('/next');
    await http.get('/twice?part=1');
    await http.get('/twice?part=2');
    await http.get('/late');
    left.set('GET /late', 1);
    await http.get('/late');
  };
  const { facts } = await ended('setup', { setup }, { url });
  assert.deepEqual(
    facts.of('waited').map(({ journey, step, count }) => [journey, step, count]),
    [
      ['visit setup', 'GET /warm', 5],
      ['visit setup', 'HEAD /warm', 1],
    ],
  );
});

test('what a setup leaves running is told', async (t) => {
  const url = await serve(t, () => {});
  const setup: Ends['setup'] = async ({ http }) => {
    void http.post('/login');
  };
  const { facts, result } = await ended('setup', { setup }, { url });
  assert.equal(result.ok, true);
  assert.deepEqual(
    facts.of('floating').map(({ journey, of, step, count }) => [journey, of, step, count]),
    [['visit setup', 'request', 'POST /login', 1]],
  );
});

test('a setup that hangs fails, and what it waited for is told as unfinished', async () => {
  const clock = new ManualClock();
  const running = ended('setup', { setup: (user) => user.step('migrate', () => new Promise(() => {})) }, { clock });
  await clock.advance(60_000);
  const { facts, result } = await running;
  assert.match(result.ok ? '' : result.because, /setup of 'visit' failed: it did not end within 60s/);
  assert.deepEqual(
    facts.of('unfinished').map(({ journey, of, step, waitedUs }) => [journey, of, step, waitedUs]),
    [['visit setup', 'step', 'migrate', 60_000_000]],
  );
});

test('a setup that an interruption of the trial ends leaves nothing unfinished', async () => {
  const setup = (): Promise<never> => new Promise(() => {});
  const { facts, result } = await ended('setup', { setup }, { signal: AbortSignal.timeout(20) });
  assert.equal(result.ok, false);
  assert.deepEqual(facts.of('unfinished'), []);
});
