/** What a fault of the plan's own leaves as evidence, whatever its two functions do. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Fact } from '../../evidence/records.ts';
import type { CustomFault, FaultSite } from '../../plan/faults/custom.ts';
import type { ResolvedFault } from '../../plan/resolved.ts';
import { ManualClock } from '../../std/clock.ts';
import type { Target } from '../systems/system.ts';
import { onStage } from '../systems/testing/stage.ts';
import { applyFault } from './inject.ts';

const endpoint: Target = { name: 'far', urls: ['http://127.0.0.1:1'], instances: [], stop: async () => undefined };

type Work = (site: FaultSite) => unknown;

/** The facts of one fault that is held for a second, and how many leases are left. */
async function held(inject: Work, undo: Work, bites?: Work): Promise<{ facts: readonly Fact[]; left: number }> {
  const result: { facts: readonly Fact[]; left: number } = { facts: [], left: 0 };
  await onStage(async ({ context, facts }) => {
    const clock = new ManualClock();
    const { signal } = new AbortController();
    const functions = { inject, undo, ...(bites && { bites }) } as Pick<CustomFault, 'inject' | 'undo' | 'bites'>;
    const options = { name: 'it', at: '0s', for: '1s', ...functions } as const;
    const aim = { target: { system: 'far' }, atMs: 0, holdMs: 1000, what: 'it' };
    let over = false;
    const fault: ResolvedFault = { kind: 'custom', options, ...aim };
    const applied = applyFault(fault, 'p', endpoint, { ...context, clock, signal }).finally(() => {
      over = true;
    });
    for (let second = 0; second < 60 && !over; second++) await clock.advance(1000);
    await applied;
    const { leaseFolder } = context;
    const leases = existsSync(leaseFolder) ? readdirSync(leaseFolder) : [];
    Object.assign(result, { facts: [...facts], left: leases.length });
    for (const lease of leases) rmSync(join(leaseFolder, lease));
  });
  return result;
}

const told = (facts: readonly Fact[]): unknown[] =>
  facts.map((fact) => {
    if (fact.kind === 'fault-undone')
      return [fact.kind, fact.verified, fact.what, ...(fact.missed ? [fact.missed] : [])];
    return 'what' in fact ? [fact.kind, fact.what] : [fact.kind];
  });

const yes = async (): Promise<boolean> => true;
const LEASED = ['fault-leased', 'it'];
const OVER = 'its undo answered that it is over';

test('true of both is a bite and an undoing that was seen; it is given what it is aimed at', async () => {
  const sites: FaultSite[] = [];
  const { facts, left } = await held(async (given) => {
    sites.push(given);
    return true;
  }, yes);
  assert.deepEqual(told(facts), [
    LEASED,
    ['fault-bit', 'its inject answered that it has an effect'],
    ['fault-undone', true, OVER],
  ]);
  assert.equal(left, 0);
  assert.deepEqual([sites[0]?.url, sites[0]?.instances], ['http://127.0.0.1:1', []]);
  const [leased] = facts;
  assert.ok(leased?.kind === 'fault-leased' && leased.system === 'far' && !('instance' in leased));
});

test('false is no bite, and no answer is no evidence', async () => {
  assert.deepEqual(told((await held(async () => false, yes)).facts), [
    LEASED,
    ['fault-undone', true, OVER, 'its inject answered that it has no effect'],
  ]);
  const nothing = async (): Promise<void> => undefined;
  const silent = await held(nothing, nothing);
  assert.deepEqual(told(silent.facts), [
    LEASED,
    ['fault-done', 'its inject did not say whether it has an effect (it answered nothing)'],
    ['fault-undone', false, 'its undo did not say whether it is over (it answered nothing)'],
  ]);
  assert.equal(silent.left, 0, 'what was undone is no work for the next trial');
  const words = await held(() => 'done', yes);
  assert.match(JSON.stringify(told(words.facts)), /fault-done.*it answered 'done'/);
});

test('what throws is told with its place, and undone at once; an undoing that fails stays for the next trial', async () => {
  const thrown = await held(async () => {
    throw new TypeError('no such rule');
  }, yes);
  assert.match(
    JSON.stringify(told(thrown.facts)),
    /"fault-done","its inject threw TypeError: no such rule \(.*custom\.test\.ts:\d+\)"\],\["fault-undone",true/,
  );
  const stuck = await held(yes, () => {
    throw new Error('busy');
  });
  assert.match(JSON.stringify(told(stuck.facts)), /"fault-undone",false,"its undo threw Error: busy \(/);
  assert.equal(stuck.left, 1);
});

test('what never ends is given up after ten seconds, and nothing is believed of it', async () => {
  const signals: AbortSignal[] = [];
  const hangs = await held((site) => {
    signals.push(site.signal);
    return new Promise(() => undefined);
  }, yes);
  assert.deepEqual(told(hangs.facts), [
    LEASED,
    ['fault-done', 'its inject had not ended after 10s'],
    ['fault-undone', false, 'its undo ended, but its inject has not, and may do it yet'],
  ]);
  assert.equal(hangs.left, 1);
  assert.equal(signals[0]?.aborted, true);
  const never = await held(yes, () => new Promise(() => undefined));
  assert.deepEqual(told(never.facts).at(-1), ['fault-undone', false, 'its undo had not ended after 10s']);
});

test('a fault that bites while it is in force has bitten when its count says so, and is held to its end', async () => {
  let asked = 0;
  const { facts } = await held(
    async () => undefined,
    yes,
    async () => (++asked > 1 ? 3 : 0),
  );
  assert.deepEqual(told(facts), [LEASED, ['fault-bit', 'its bites answered 3'], ['fault-undone', true, OVER]]);
});

test('one that has bitten nobody at its end had no effect, whatever its inject says', async () => {
  for (const inject of [async () => undefined, yes]) {
    const { facts } = await held(inject, yes, async () => 0);
    const missed = 'it had no effect while it was in force: its bites answered 0';
    assert.deepEqual(told(facts), [LEASED, ['fault-undone', true, OVER, missed]]);
  }
});

test('what its count does not tell is not known to be none', async () => {
  for (const [answer, shown] of [
    ['many', "'many'"],
    [undefined, 'nothing'],
  ]) {
    const { facts } = await held(
      async () => undefined,
      yes,
      async () => answer,
    );
    assert.deepEqual(told(facts), [
      LEASED,
      ['fault-done', `its bites answered ${shown}`],
      ['fault-undone', true, OVER],
    ]);
  }
});

test('a count that could not be told before the fault is no bite until it grows', async () => {
  const counting = async (...counts: readonly number[]) => {
    let asked = 0;
    const { facts } = await held(
      async () => undefined,
      yes,
      async () => {
        const count = asked++ === 0 ? undefined : (counts[asked - 2] ?? counts.at(-1));
        if (count === undefined) throw new Error('no connection');
        return count;
      },
    );
    return told(facts)[1];
  };
  const [kind, what] = (await counting(7)) as string[];
  assert.equal(kind, 'fault-done');
  assert.match(
    what ?? '',
    /^its bites answered 7, and what it was before the fault is not known: its bites threw Error: no conn/,
  );
  assert.deepEqual(await counting(7, 8), ['fault-bit', 'its bites answered 8, and 7 before it']);
  assert.match(String(await counting(0)), /^fault-undone/, 'none at all is none of its own');
});

test('what was counted before, as by an earlier fault, is no bite of this one', async () => {
  const calm = await held(
    async () => undefined,
    yes,
    async () => 7,
  );
  const missed = 'it had no effect while it was in force: its bites answered 7, as before it';
  assert.deepEqual(told(calm.facts), [LEASED, ['fault-undone', true, OVER, missed]]);
  let dropped = 7;
  const { facts } = await held(
    async () => undefined,
    yes,
    async () => dropped++,
  );
  assert.deepEqual(told(facts)[1], ['fault-bit', 'its bites answered 8, and 7 before it']);
  assert.equal(facts.find((fact) => fact.kind === 'fault-bit')?.bites, 1);
});

test('a count that throws is no bite and no sign of none, and is told', async () => {
  const { facts } = await held(
    async () => undefined,
    yes,
    async () => {
      throw new Error('no proxy');
    },
  );
  const [kind, what] = told(facts)[1] as string[];
  assert.equal(kind, 'fault-done');
  assert.match(what ?? '', /^its bites threw Error: no proxy/);
});
