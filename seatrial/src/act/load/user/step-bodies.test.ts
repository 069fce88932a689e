/** The body behind an answer that a client of the journey's own got inside `t.step`: whether it was cut, or never came. */
import assert from 'node:assert/strict';
import { createServer, get } from 'node:http';
import { type TestContext, test } from 'node:test';
import type { JourneyFunction } from '../../../plan/journey.ts';
import { listen } from '../protocols/testing/tcp-peer.ts';
import { type Facts, runLoad } from '../testing/stage.ts';

const limit = { timeout: 30_000 };

/** `/hang` never ends its body, `/cut` ends it early, `/never` has no answer, `/big` is more than a client takes in unread. */
async function bodies(t: TestContext): Promise<string> {
  const server = createServer((asked, answer) => {
    const [path] = (asked.url ?? '').split('?');
    if (path === '/never') return;
    if (path === '/big') return void answer.end(Buffer.alloc(3_000_000));
    if (path === '/slow') return void setTimeout(() => answer.end('ok'), 60);
    if (path === '/events')
      return void answer.writeHead(200, { 'content-type': 'text/event-stream' }).write(': hi\n\n');
    if (path !== '/hang' && path !== '/cut') return void answer.end('ok');
    answer.writeHead(200, { 'content-length': 10 }).write('abc');
    if (path === '/cut') setTimeout(() => answer.destroy(), 10);
  });
  const { url } = await listen(t, server);
  t.after(() => server.closeAllConnections());
  return url;
}

/** Iterations of one user until `for` is over. */
async function does(t: TestContext, run: JourneyFunction, forMs = 300, throws = false): Promise<Facts> {
  const options = { users: 1, for: `${forMs}ms`, gracefulStop: '1s' } as const;
  return runLoad(run, options, { urls: [await bodies(t)], ...(throws && { throws }) });
}

const unanswered = (facts: Facts, step: string): number =>
  facts.of('statuses').reduce((sum, told) => (told.step === step && told.status === 0 ? sum + told.count : sum), 0);

/** As `node:http` is asked where the body does not matter. */
const asked = (url: string): Promise<unknown> =>
  new Promise((resolve, reject) => get(url, (answer) => resolve(answer.resume())).on('error', reject));

const unread = (url: string): Promise<unknown> => new Promise((resolve) => get(url, resolve));

for (const [what, ask] of [
  ['fetch', (url: string) => fetch(url)],
  ['node:http', asked],
] as const) {
  test(`a body that is cut behind an answer of ${what} is told`, limit, async (t) => {
    const facts = await does(t, async (user) => {
      await user.step('cut', () => ask(`${user.url}/cut`));
      await user.sleep('30ms');
    });
    assert.ok(unanswered(facts, 'cut') > 0);
  });

  test(`bodies that never come behind answers of ${what} are told`, limit, async (t) => {
    const run: JourneyFunction = async (user) => {
      await user.step('hang', () => ask(`${user.url}/hang`));
      await user.sleep('50ms');
    };
    assert.ok(unanswered(await does(t, run, 1300), 'hang') > 0);
  });

  test(`bodies that come, or that nobody reads, are not told of ${what}`, limit, async (t) => {
    const run: JourneyFunction = async (user) => {
      await user.step('big', () => ask(`${user.url}/big`));
      await user.step('unread', () => unread(`${user.url}/big`));
      await user.step('ok', () => ask(`${user.url}/ok`));
      await user.step('slow', () => ask(`${user.url}/slow`));
      await user.step('events', () => fetch(`${user.url}/events`));
      await user.sleep('100ms');
    };
    const facts = await does(t, run, 1300);
    assert.deepEqual(facts.of('statuses'), []);
    assert.deepEqual(facts.of('floating'), []);
  });
}

test('a body that a step waited for in vain is told, also where it took that for nothing', limit, async (t) => {
  const facts = await does(t, async (user) => {
    await user.step('late', async () => {
      const answer = await fetch(`${user.url}/hang`, { signal: AbortSignal.timeout(200) });
      return answer.json().catch(() => null);
    });
    await user.step('given up', async () => {
      const given = new AbortController();
      setTimeout(() => given.abort(), 500);
      const answer = await fetch(`${user.url}/hang`, { signal: given.signal });
      return answer.text().catch(() => null);
    });
  });
  assert.ok(unanswered(facts, 'late') > 0);
  assert.ok(unanswered(facts, 'given up') > 0);
});

test('what a step did not want any more of is not told', limit, async (t) => {
  const facts = await does(t, async (user) => {
    await user.step('head only', async () => (await fetch(`${user.url}/big`)).body?.cancel());
    await user.step('enough', async () => {
      const given = new AbortController();
      const answer = await fetch(`${user.url}/big`, { signal: given.signal });
      await answer.body?.getReader().read();
      given.abort(new Error('enough'));
    });
    await user.step('events', async () => {
      const answer = await fetch(`${user.url}/events`, { signal: AbortSignal.timeout(200) });
      return answer.text().catch(() => null);
    });
    const later = await user.step('later', () => fetch(`${user.url}/slow`));
    await later.text();
  });
  assert.deepEqual(facts.of('statuses'), []);
});

test('a request that was given up is no hedge where only another thing was answered, before it', limit, async (t) => {
  const facts = await does(t, async (user) => {
    await user.step('page', async () => {
      await fetch(`${user.url}/ok`);
      await fetch(`${user.url}/never`, { signal: abortedIn(40) }).catch(() => null);
    });
    await user.step('beside', () =>
      Promise.all([fetch(`${user.url}/ok`), fetch(`${user.url}/never`, { signal: abortedIn(80) }).catch(() => null)]),
    );
  });
  assert.ok(unanswered(facts, 'page') > 0);
  assert.ok(unanswered(facts, 'beside') > 0);
});

test('the loser of a race is none, and neither is one that was asked again', limit, async (t) => {
  const facts = await does(t, async (user) => {
    await user.step('race', async () => {
      const lost = new AbortController();
      const won = fetch(`${user.url}/slow`).then((answer) => answer.text());
      await Promise.race([won, fetch(`${user.url}/never`, { signal: lost.signal }).catch(() => null)]);
      lost.abort();
    });
    await user.step('again', async () => {
      await fetch(`${user.url}/slow?a`, { signal: abortedIn(5) }).catch(() => null);
      await fetch(`${user.url}/slow?a`);
    });
  });
  assert.deepEqual(facts.of('statuses'), []);
});

function abortedIn(ms: number): AbortSignal {
  const given = new AbortController();
  setTimeout(() => given.abort(), ms);
  return given.signal;
}
