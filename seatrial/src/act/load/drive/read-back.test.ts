import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AcknowledgedKey, JourneyContext } from '../../../plan/journey.ts';
import { journey } from '../../../plan/journey.ts';
import { readBack } from '../../../plan/phases/read-back.ts';
import type { DurationText } from '../../../std/units.ts';
import { AcknowledgedWrites } from '../../history/acknowledged.ts';
import { partOfList, type Share } from '../share.ts';
import { type Facts, resolved, runOn } from '../testing/stage.ts';
import { keysReadBy } from './read-back.ts';

const limit = { timeout: 20_000 };

/** What the store says at its n-th reading (from 0) of a key: a value, null for absence, undefined for no clear answer. */
type Store = (key: string, n: number) => string | null | undefined;

interface Read {
  readonly facts: Facts;
  /** What was read of each key, in order. */
  readonly asked: Readonly<Record<string, number>>;
}

async function readingBack(
  keys: readonly AcknowledgedKey[],
  store: Store,
  { settle = '30ms', share = { index: 0, of: 1 } }: { settle?: DurationText; share?: Share } = {},
): Promise<Read> {
  const asked: Record<string, number> = {};
  const visit = journey('visit', async () => {});
  const phase = readBack(
    'back',
    visit,
    async (t, { key }) => {
      const n = asked[key] ?? 0;
      asked[key] = n + 1;
      const read = t.history.begin('read', key);
      const value = store(key, n);
      await t.sleep('1ms');
      if (value === undefined) read.end('unknown');
      else read.end('ok', { value });
    },
    { users: 3, settle },
  );
  const facts = await runOn(resolved(phase), { acknowledged: new AcknowledgedWrites('visit', keys), share });
  return { facts, asked };
}

test('keys that show what was acknowledged are read once, deleted ones as well', limit, async () => {
  const keys = [
    { key: 'a', value: '1' },
    { key: 'b', value: 'b' },
    { key: 'gone', value: null },
  ];
  const values: Record<string, string | null> = { a: '1', b: 'anything', gone: null };
  const { asked } = await readingBack(keys, (key) => values[key], { settle: '5s' });
  assert.deepEqual(asked, { a: 1, b: 1, gone: 1 });
});

test(
  'keys that show something else, or get no clear answer, are read twice more, the last time whatever came',
  limit,
  async () => {
    const keys = ['right', 'late', 'later', 'lost', 'unclear'].map((key) => ({ key, value: `${key} value` }));
    const store: Store = (key, n) => {
      if (key === 'lost') return null;
      if (key === 'late') return n === 0 ? null : 'late value';
      if (key === 'later') return n < 2 ? 'older' : 'later value';
      return key === 'unclear' && n === 0 ? undefined : `${key} value`;
    };
    const { asked, facts } = await readingBack(keys, store);
    assert.deepEqual(asked, { right: 1, late: 3, later: 3, lost: 3, unclear: 3 });
    const last = new Map(facts.of('operation').map(({ key, value }) => [key, value]));
    assert.deepEqual(Object.fromEntries(last), {
      right: 'right value',
      late: 'late value',
      later: 'later value',
      lost: null,
      unclear: 'unclear value',
    });
  },
);

test('each thread reads its own part again', limit, async () => {
  const keys = Array.from({ length: 10 }, (_, n) => ({ key: `k${n}`, value: 'v' }));
  for (const index of [0, 1]) {
    const share = { index, of: 2 };
    const { asked } = await readingBack(partOfList(keys, share, 3), () => null, { share });
    assert.deepEqual(Object.keys(asked).length, 5);
    assert.deepEqual(new Set(Object.values(asked)), new Set([3]));
  }
});

test('without a settling time, and where nothing is recorded, every key is read once', limit, async () => {
  const { asked } = await readingBack([{ key: 'a', value: '1' }], () => null, { settle: '0s' });
  assert.deepEqual(asked, { a: 1 });
});

test(
  'each key is read by the user that changed it, where there is one; the others by whoever is free',
  limit,
  async () => {
    const keys = Array.from({ length: 24 }, (_, n) => ({ key: `k${n}`, value: 'v', user: (n % 4) + 1 }));
    for (const index of [0, 1]) {
      const by = new Map<string, Set<number>>();
      const visit = journey('visit', async () => {});
      const read = async (t: JourneyContext, key: AcknowledgedKey): Promise<void> => {
        assert.deepEqual(Object.keys(key), ['key', 'value']);
        by.set(key.key, (by.get(key.key) ?? new Set()).add(t.user.index));
        const reading = t.history.begin('read', key.key);
        await t.sleep('1ms');
        reading.end('ok', { value: null });
      };
      const share = { index, of: 2 };
      const here = keysReadBy(keys, share, 3);
      assert.equal(here.length, index === 0 ? 15 : 9);
      const phase = readBack('back', visit, read, { users: 3, settle: '30ms' });
      await runOn(resolved(phase), { acknowledged: new AcknowledgedWrites('visit', here), share });
      for (const { key, user = 0 } of here as readonly { key: string; user?: number }[]) {
        if (user <= 3) assert.deepEqual([...(by.get(key) ?? [])], [user], key);
        else assert.ok([...(by.get(key) ?? [])].every((reader) => reader % 2 === (index === 0 ? 1 : 0)));
      }
      assert.equal(by.size, here.length);
    }
  },
);

test('where there are several instances, a user that is not set up asks one after another', limit, async () => {
  const urls = ['http://127.0.0.1:1', 'http://127.0.0.1:2'];
  const keys = Array.from({ length: 8 }, (_, n) => ({ key: `k${n}`, value: 'v', user: 1 }));
  const run = async (userSetup?: () => Promise<void>): Promise<readonly string[]> => {
    const asked: string[] = [];
    const visit = journey('visit', async () => {}, userSetup === undefined ? {} : { userSetup });
    const phase = readBack('back', visit, async (t) => void asked.push(t.url), { users: 2, settle: '0s' });
    await runOn(resolved(phase), { acknowledged: new AcknowledgedWrites('visit', keys), urls });
    return asked;
  };
  assert.deepEqual(new Set(await run()), new Set(urls));
  assert.deepEqual(new Set(await run(async () => {})), new Set(urls.slice(0, 1)));
});
