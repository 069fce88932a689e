/** The laws for faults of a plan's own, against faults that keep them and faults that break one each. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CustomFault, FaultSite } from '../../plan/faults/custom.ts';
import { fault } from '../../plan/faults/fault.ts';
import { system } from '../../plan/systems/system.ts';
import { brokenFaultLaws, type FaultLaws } from './custom-laws.ts';

const api = system('api', { url: 'http://127.0.0.1:1' });

/** A switch that a fault turns: what happens to it is all there is to see. */
async function broken(
  functions: (turn: (to: boolean) => true, isOn: () => boolean) => Partial<CustomFault>,
  laws: Partial<FaultLaws> = {},
): Promise<string[]> {
  let on = false;
  const turn = (to: boolean): true => {
    on = to;
    return true;
  };
  const isOn = (): boolean => on;
  const right = { inject: async () => turn(true), undo: async () => turn(false) };
  const aim = { name: 'switch', target: api, at: '5s', for: '30ms' } as const;
  return brokenFaultLaws(fault.custom({ ...aim, ...right, ...functions(turn, isOn) }), { inForce: isOn, ...laws });
}

test('a fault that does what it says keeps the laws, and is given its site', async () => {
  const sites: FaultSite[] = [];
  const found = await broken(
    (turn) => ({
      inject: async (site) => {
        sites.push(site);
        return turn(true);
      },
    }),
    { site: { url: 'http://127.0.0.1:7' } },
  );
  assert.deepEqual(found, []);
  assert.deepEqual(
    sites.map(({ url, instances }) => [url, instances.length]),
    [
      ['http://127.0.0.1:7', 0],
      ['http://127.0.0.1:7', 0],
      ['http://127.0.0.1:7', 0],
    ],
  );
});

test('one that counts its effects keeps them too', async () => {
  let dropped = 4;
  const found = await broken((turn, isOn) => ({
    inject: async () => void turn(true),
    bites: async () => (isOn() ? ++dropped : dropped),
  }));
  assert.deepEqual(found, []);
});

test('an effect that only the fault itself sees is none', async () => {
  const found = await broken(() => ({ inject: async () => true }));
  const sentence = 'it says that it has an effect, and inForce sees none';
  assert.deepEqual(
    found,
    ['is done and undone', 'is undone early', 'is done again'].map((law) => `${law}: ${sentence}`),
  );
});

test('what its functions do not say is told', async () => {
  const found = await broken((turn) => ({
    inject: async () => void turn(true),
    undo: async () => void turn(false),
  }));
  assert.equal(
    found[0],
    'is done and undone: nobody knows whether it has an effect: its inject did not say whether it has an effect (it answered nothing)',
  );
  assert.equal(
    found[1],
    'is done and undone: it was not seen to be over: its undo did not say whether it is over (it answered nothing)',
  );
});

test('one that stays is told, and by each law after it', async () => {
  const found = await broken(() => ({ undo: async () => true }));
  assert.deepEqual(found.slice(0, 2), [
    'is done and undone: it is in force after it was undone',
    'is undone early: it is in force before it is done',
  ]);
});

test('an undoing that needs what inject has left does harm where that threw', async () => {
  let left: object | null = null;
  const found = await broken((turn) => ({
    inject: async () => {
      left = {};
      return turn(true);
    },
    undo: async () => {
      if (left === null) throw new Error('nothing was left');
      left = null;
      return turn(false);
    },
  }));
  assert.match(
    found[0] ?? '',
    /^is undone where it was never done: it was not seen to be over: its undo threw Error: nothing was left/,
  );
  assert.equal(found.length, 1);
});

test('one that works once is told; a law may be skipped', async () => {
  let times = 0;
  const once = (turn: (to: boolean) => true) => ({ inject: async () => ++times < 3 && turn(true) });
  assert.deepEqual(await broken(once), ['is done again: it had no effect: its inject answered that it has no effect']);
  times = 0;
  const skip = [{ laws: ['is done again'] as const, reason: 'the disk is destroyed by it' }];
  assert.deepEqual(await broken(once, { skip }), []);
});

test('a sign that throws, and options that are none, are told', async () => {
  const inForce = (): boolean => {
    throw new Error('no such switch');
  };
  assert.match((await broken(() => ({}), { inForce }))[0] ?? '', /^is done and undone: inForce threw .*no such switch/);
  const wrong = { undo: 5, for: 'long' } as unknown as CustomFault;
  assert.deepEqual(await broken(() => wrong), [
    'fault.undo: 5 is not a function',
    "fault.for: 'long' is not a duration",
  ]);
});
