/** What an iteration leaves running when it returns is told: nobody awaited it. */
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { type TestContext, test } from 'node:test';
import { WebSocketServer } from 'ws';
import type { JourneyFunction } from '../../../plan/journey.ts';
import type { WebSocketConnection } from '../../../plan/protocols/websocket.ts';
import { listen } from '../protocols/testing/tcp-peer.ts';
import { type Facts, runLoad } from '../testing/stage.ts';

const limit = { timeout: 30_000 };
const TWICE = { iterations: 2, users: 1, for: '10s', gracefulStop: '5s' } as const;

/** Answers after `ms`; keeps WebSockets open and says nothing on them. */
async function slow(t: TestContext, ms: number): Promise<string> {
  const server = createServer((asked, answer) => {
    const end = (): unknown => answer.writeHead(asked.url === '/broken' ? 500 : 200).end();
    setTimeout(end, asked.url === '/fast' ? 0 : ms).unref();
  });
  new WebSocketServer({ server });
  return (await listen(t, server)).url;
}

async function floating(t: TestContext, journey: JourneyFunction): Promise<{ told: unknown[]; facts: Facts }> {
  const facts = await runLoad(journey, TWICE, { urls: [await slow(t, 80)] });
  return { told: facts.of('floating').map(({ of, step, count }) => [of, step, count]), facts };
}

test('a request that nobody awaited is told, and completes into its window later', limit, async (t) => {
  const { told, facts } = await floating(t, async (user) => {
    void user.http.get('/');
  });
  assert.deepEqual(told, [['request', 'GET /', 2]]);
  assert.deepEqual(facts.step('GET /'), { count: 2, failed: 0 });
  assert.deepEqual(facts.of('unfinished'), []);
});

test('a step that nobody awaited is told with what runs in it', limit, async (t) => {
  const { told } = await floating(t, async (user) => {
    void user.step('buy', async () => void (await user.http.get('/')));
  });
  assert.deepEqual(told.toSorted(), [
    ['request', 'GET /', 2],
    ['step', 'buy', 2],
  ]);
});

test('the loser of a race is told', limit, async (t) => {
  const { told } = await floating(t, async (user) => {
    await Promise.race([user.http.get('/'), user.http.get('/fast')]);
  });
  assert.deepEqual(told, [['request', 'GET /', 2]]);
});

test('what was left behind fails in its own window, and in no iteration that came after', limit, async (t) => {
  const { facts } = await floating(t, async (user) => {
    if (user.user.iteration === 0) void user.http.get('/broken');
    else await user.sleep('300ms');
  });
  assert.deepEqual(facts.step('GET /broken'), { count: 1, failed: 1 });
  assert.deepEqual(facts.step('iteration'), { count: 2, failed: 0 });
});

test('what is awaited, a WebSocket that is kept open and a sleep are no floating promises', limit, async (t) => {
  const { told } = await floating(t, async (user) => {
    const kept = user.user.state;
    kept.socket ??= await user.websocket('/chat');
    await Promise.all([user.http.get('/'), user.http.get('/fast')]);
    await user.step('step', async () => {});
    user.sleep('1ms').catch(() => {});
  });
  assert.deepEqual(told, []);
});

test('a message of an open WebSocket that nobody awaits is told once, however long it stays away', limit, async (t) => {
  let socket: WebSocketConnection | undefined;
  const { told, facts } = await floating(t, async (user) => {
    socket ??= await user.websocket('/chat', { name: 'chat' });
    if (user.user.iteration === 0) void socket.receive({ timeout: '100ms', optional: true });
  });
  assert.deepEqual(told, [['message', 'chat receive', 1]]);
  assert.deepEqual(facts.of('unfinished'), []);
});

test('what nobody awaits and never ends is unfinished when the grace is over', limit, async (t) => {
  const facts = await runLoad(
    async (user) => void user.http.get('/'),
    { iterations: 1, users: 1, for: '10s', gracefulStop: '100ms' },
    { urls: [await slow(t, 5000)] },
  );
  assert.deepEqual(
    facts.of('unfinished').map(({ of, step, count }) => [of, step, count]),
    [['request', 'GET /', 1]],
  );
  assert.deepEqual(facts.step('GET /'), { count: 0, failed: 0 });
  assert.deepEqual(facts.of('errors'), []);
});
