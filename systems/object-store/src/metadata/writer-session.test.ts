/** The session of a gateway: open before it is lent, renewed, replaced in time, closed by its last user, and never lent when it could not be opened. */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { pino } from 'pino';
import { LEASE_MS, RollingSession } from './writer-session.ts';

const minuteMs = 60_000;

/** Sessions as the metadata keeps them, with a log of what was asked. */
function sessions(t: TestContext) {
  const open = new Map<string, number>();
  const state = { nowMs: 0, failure: undefined as Error | undefined };
  const fails = (): void => {
    if (state.failure !== undefined) throw state.failure;
  };
  const metadata = {
    async openSession(id: string, expiresMs: number) {
      await new Promise(setImmediate);
      fails();
      open.set(id, expiresMs);
    },
    async renewSession(id: string, expiresMs: number) {
      fails();
      return open.has(id) && open.set(id, expiresMs) !== undefined;
    },
    async closeSession(id: string) {
      open.delete(id);
    },
  };
  const writer = new RollingSession(metadata, pino({ level: 'silent' }), () => state.nowMs);
  t.after(() => writer.close());
  return { open, state, writer };
}

test('the session is open before it is lent, and many share it', async (t) => {
  const { open, writer } = sessions(t);
  const seen = await Promise.all(
    [1, 2, 3].map(() =>
      writer.use(async (session) => {
        assert.match(session, /^[0-9a-f]{32}$/);
        assert.equal(open.get(session), LEASE_MS);
        return session;
      }),
    ),
  );
  assert.equal(new Set(seen).size, 1);
  assert.equal(open.size, 1, 'it stays open for the next one');
  await writer.close();
  assert.equal(open.size, 0);
});

test('it is renewed as long as it is in use, and replaced after an hour; the old one is closed by its last user', async (t) => {
  const { open, state, writer } = sessions(t);
  const slow = Promise.withResolvers<void>();
  const lent = Promise.withResolvers<string>();
  const using = writer.use(async (session) => {
    lent.resolve(session);
    await slow.promise;
  });
  const first = await lent.promise;
  for (state.nowMs = minuteMs; state.nowMs <= 90 * minuteMs; state.nowMs += minuteMs) {
    await writer.renew();
    assert.equal(open.get(first), state.nowMs + LEASE_MS);
  }
  const second = await writer.use(async (session) => session);
  assert.notEqual(second, first);
  assert.deepEqual([...open.keys()], [first, second]);
  slow.resolve();
  await using;
  await new Promise(setImmediate);
  assert.deepEqual([...open.keys()], [second]);
});

test('a session that was taken for dead is not lent again', async (t) => {
  const { open, writer } = sessions(t);
  const first = await writer.use(async (session) => session);
  open.clear();
  await writer.renew();
  const second = await writer.use(async (session) => session);
  assert.notEqual(second, first);
  assert.deepEqual([...open.keys()], [second]);
});

test('when none can be opened, users are told so, and the next one tries again; a failing renewal is tried again too', async (t) => {
  const { open, state, writer } = sessions(t);
  state.failure = new Error('the database is away');
  await assert.rejects(
    writer.use(async () => assert.fail('nothing may be written')),
    /the database is away/,
  );
  state.failure = undefined;
  const session = await writer.use(async (lent) => lent);
  state.failure = new Error('the database is away');
  await writer.renew();
  state.failure = undefined;
  state.nowMs = minuteMs;
  await writer.renew();
  assert.equal(open.get(session), minuteMs + LEASE_MS);
});

test('work that fails gives the session back', async (t) => {
  const { open, writer } = sessions(t);
  await assert.rejects(
    writer.use(async () => {
      throw new Error('the client went away');
    }),
    /went away/,
  );
  await writer.close();
  assert.equal(open.size, 0);
});
