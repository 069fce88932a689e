import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, rmdirSync } from 'node:fs';
import { test } from 'node:test';
import type { ResolvedFault } from '../../plan/resolved.ts';
import { ManualClock } from '../../std/clock.ts';
import { hasProcessTable } from '../systems/process-table.ts';
import type { Target } from '../systems/system.ts';
import { eventually, onStage } from '../systems/testing/stage.ts';
import { applyFault } from './inject.ts';

const linuxOnly = { skip: !hasProcessTable && 'there is no /proc here' };
const pauseSecond: ResolvedFault = {
  kind: 'pause',
  target: { system: 'api', instance: 2 },
  options: { at: '5s', for: '1s' },
  atMs: 5000,
  holdMs: 1000,
  what: 'pause api 2 at 5s, for 1s',
};

const endpoint: Target = { name: 'api', urls: ['http://127.0.0.1:1'], instances: [], stop: async () => undefined };

async function skipReason(target: Target | undefined, end?: (phase: AbortController) => void): Promise<string> {
  let reason = '';
  await onStage(async ({ context, factsOf }) => {
    const clock = new ManualClock();
    const phase = new AbortController();
    const applied = applyFault(pauseSecond, 'stall', target, { ...context, clock, signal: phase.signal });
    end?.(phase);
    await clock.advance(5000);
    await applied;
    reason = factsOf('fault-skipped')[0]?.reason ?? '';
  });
  return reason;
}

test('what cannot be harmed is skipped, with why', async () => {
  assert.equal(await skipReason(undefined), "no system 'api' is running");
  assert.match(await skipReason(endpoint), /^api is an endpoint: only what Seatrial itself has started can be harmed$/);
});

test('an instance that the system does not have is skipped', () =>
  onStage(async ({ prepare }) => {
    const target = { ...endpoint, instances: [await prepare()] };
    assert.equal(await skipReason(target), 'api has no instance 2: its instances are 1 to 1');
  }));

test('a phase that ends before the fault is due skips it, whatever else is wrong', async () => {
  assert.equal(
    await skipReason(endpoint, (phase) => phase.abort('the phase ended')),
    'the phase ended before it was due',
  );
  assert.equal(await skipReason(undefined, (phase) => phase.abort()), 'the trial was interrupted before it was due');
});

test('a fault that Seatrial came to too late says so', () =>
  onStage(async ({ context, factsOf }) => {
    const phase = new AbortController();
    let nowUs = 0;
    const sleep = async (): Promise<void> => {
      nowUs += 6_200_000;
      phase.abort('the phase ended');
    };
    await applyFault(pauseSecond, 'stall', endpoint, {
      ...context,
      clock: { nowUs: () => nowUs, sleep },
      signal: phase.signal,
    });
    const reason = factsOf('fault-skipped')[0]?.reason;
    assert.equal(reason, 'Seatrial came to it 1.2s after it was due, and the phase ended before that');
  }));

test('a pause is leased on disk while it is in force, beside the instance itself', linuxOnly, () =>
  onStage(async ({ context, factsOf, prepare }) => {
    const instance = await prepare();
    await instance.start();
    await instance.ready();
    const target = { ...endpoint, instances: [instance] };
    const fault = { ...pauseSecond, target: { system: 'api', instance: 1 }, atMs: 0, holdMs: 100 };
    const first = applyFault(fault, 'stall', target, context);
    await eventually(() => factsOf('fault-bit').length === 1, 'it has bitten');
    assert.ok(readdirSync(context.leaseFolder).includes(`${factsOf('fault-leased')[0]?.lease}.json`));
    await applyFault(fault, 'stall', target, context);
    assert.equal(factsOf('fault-skipped')[0]?.reason, 'api 1 is paused already');
    await first;
    assert.equal(readdirSync(context.leaseFolder).length, 1);
  }),
);

test('a command that does not start again is recorded as not undone, and the phase goes on', () =>
  onStage(async ({ context, factsOf, folder, prepare }) => {
    mkdirSync(`${folder}/home`);
    const instance = await prepare({ command: ['sleep', '30'], cwd: 'home' });
    await instance.start();
    const target = { ...endpoint, instances: [instance] };
    const fault: ResolvedFault = {
      ...pauseSecond,
      kind: 'kill',
      options: { at: '0s', restartAfter: '1s' },
      target: { system: 'api', instance: 1 },
      atMs: 0,
      holdMs: 50,
    };
    const applied = applyFault(fault, 'crash', target, context);
    await eventually(() => factsOf('fault-bit').length === 1, 'it has bitten');
    rmdirSync(`${folder}/home`);
    await applied;
    const undone = factsOf('fault-undone')[0];
    assert.equal(undone?.verified, false);
    assert.match(undone?.what ?? '', /could not be started: the folder .*home does not exist/);
    assert.equal(factsOf('instance-unready').length, 1);
  }));
