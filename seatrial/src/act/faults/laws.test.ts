/**
 * The laws that every fault keeps, against a real process. A new fault is a new line in `signs`: the laws come with it.
 */
import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { describe, test } from 'node:test';
import type { Fact, FactKind } from '../../evidence/records.ts';
import type { FaultKind } from '../../plan/faults/fault.ts';
import type { ResolvedFault } from '../../plan/resolved.ts';
import type { Instance } from '../systems/instance.ts';
import { hasProcessTable } from '../systems/process-table.ts';
import type { Target } from '../systems/system.ts';
import { eventually, type InstanceStage, onStage } from '../systems/testing/stage.ts';
import { applyFault } from './inject.ts';
import type { Making } from './mechanism.ts';
import { MECHANISMS } from './mechanisms.ts';

/** A timer of the runtime may ring a millisecond early. */
const EARLY_US = 2000;
const linuxOnly = { skip: !hasProcessTable && 'there is no /proc here' };

/** By what each fault is seen from outside while it is in force. */
const signs: Record<FaultKind, (instance: Instance) => boolean> = {
  kill: ({ state }) => state === 'ended',
  pause: ({ state }) => state === 'paused',
  custom: ({ state }) => state === 'paused',
};

/** A fault of that kind, as a plan would write its options. */
function faultOf(kind: FaultKind, instance: Instance, aim: Omit<ResolvedFault, 'kind' | 'options'>): ResolvedFault {
  if (kind === 'kill') return { kind, options: { at: '0s', restartAfter: '1s' }, ...aim };
  if (kind === 'pause') return { kind, options: { at: '0s', for: '1s' }, ...aim };
  const inject = (): Promise<boolean> => instance.pause();
  const undo = async (): Promise<boolean> => (await instance.resume()) && instance.state === 'running';
  return { kind, options: { name: 'it', at: '0s', for: '1s', inject, undo }, ...aim };
}

interface Play extends InstanceStage {
  instance: Instance;
  fault: ResolvedFault;
  target: Target;
  /** Applies the fault; its facts go to the journal unless `emit` is told. */
  apply(signal?: AbortSignal, emit?: (fact: Fact) => void): Promise<void>;
  inForce(): boolean;
  serves(): Promise<boolean>;
  faultFacts(): FactKind[];
  leases(): number;
}

/** One instance whose worker, in a session of its own and without its environment, serves, and the fault aimed at it; at the end, that it serves again and nothing is left. */
async function withFault(
  kind: FaultKind,
  atMs: number,
  holdMs: number,
  play: (play: Play) => Promise<void>,
): Promise<void> {
  await onStage(async (stage) => {
    const instance = await stage.prepare({ habits: ['worker', 'parent'] });
    await instance.start();
    await instance.ready();
    const aim = { target: { system: 'api', instance: 1 }, atMs, holdMs, what: `${kind} api 1` };
    const fault = faultOf(kind, instance, aim);
    const target = { name: 'api', urls: [instance.url], instances: [instance], stop: async () => undefined };
    const serves = (): Promise<boolean> =>
      fetch(instance.url, { signal: AbortSignal.timeout(100) }).then(
        ({ ok }) => ok,
        () => false,
      );
    const { leaseFolder } = stage.context;
    await play({
      ...stage,
      instance,
      fault,
      target,
      apply: (signal = new AbortController().signal, emit = stage.context.emit) =>
        applyFault(fault, 'crash', target, { ...stage.context, signal, emit }),
      inForce: () => signs[kind](instance),
      serves,
      faultFacts: () => stage.facts.map((fact) => fact.kind).filter((each) => each.startsWith('fault-')),
      leases: () => readdirSync(leaseFolder).length,
    });
    assert.equal(signs[kind](instance), false, 'it is not in force any more');
    await eventually(serves, 'it serves again');
    assert.equal(readdirSync(leaseFolder).length, 1, 'only the lease of the instance itself is left');
  });
}

for (const kind of Object.keys(MECHANISMS) as FaultKind[]) {
  describe(kind, { concurrency: 2 }, () => {
    test(`leased, bites, holds, is undone and seen to be undone, in this order`, linuxOnly, () =>
      withFault(kind, 0, 300, async ({ apply, context, factsOf, faultFacts, inForce, serves }) => {
        const sinceUs = context.clock.nowUs();
        const applied = apply();
        await eventually(() => factsOf('fault-bit').length === 1, 'it has bitten');
        assert.deepEqual([inForce(), await serves()], [true, false]);
        await applied;
        assert.ok(context.clock.nowUs() - sinceUs >= 300_000 - EARLY_US);
        assert.deepEqual(faultFacts(), ['fault-leased', 'fault-bit', 'fault-undone']);
        assert.ok((factsOf('fault-bit')[0]?.bites ?? 0) > 0);
        assert.equal(factsOf('fault-undone')[0]?.verified, true);
        const [leased, bit, undone] = [factsOf('fault-leased')[0], factsOf('fault-bit')[0], factsOf('fault-undone')[0]];
        assert.equal(leased?.target, 'api 1');
        for (const fact of [leased, bit, undone]) {
          assert.deepEqual([fact?.lease, fact?.fault, fact?.phase], [leased?.lease, kind, 'crash']);
        }
      }),
    );

    test(`nothing is done before it is due, or before it is leased`, linuxOnly, () =>
      withFault(kind, 120, 10, async ({ apply, context, inForce }) => {
        const sinceUs = context.clock.nowUs();
        let leasedUs = 0;
        const applied = apply(undefined, (fact) => {
          if (fact.kind === 'fault-leased') leasedUs = context.clock.nowUs();
          if (fact.kind === 'fault-leased') assert.equal(inForce(), false);
          if (fact.kind === 'fault-bit') assert.equal(inForce(), true);
          if (fact.kind === 'fault-undone') assert.equal(inForce(), false);
        });
        await applied;
        assert.ok(leasedUs - sinceUs >= 120_000 - EARLY_US);
      }),
    );

    test(`an abort undoes it early, and the record says so`, linuxOnly, () =>
      withFault(kind, 0, 60_000, async ({ apply, factsOf, inForce }) => {
        const phase = new AbortController();
        const applied = apply(phase.signal);
        await eventually(() => factsOf('fault-bit').length === 1, 'it has bitten');
        assert.equal(inForce(), true);
        phase.abort('the phase ended');
        await applied;
        const undone = factsOf('fault-undone')[0];
        assert.equal(undone?.verified, true);
        assert.match(undone?.what ?? '', / \(early, after [\d.]+[um]?s: the phase ended\)$/);
      }),
    );

    for (const broken of ['fault-leased', 'fault-bit'] as const) {
      test(`a throw while it is recorded (${broken}) undoes it too`, linuxOnly, () =>
        withFault(kind, 0, 60_000, async ({ apply, context, factsOf }) => {
          const emit = (fact: Fact): void => {
            if (fact.kind === broken) throw new Error('the disk is full');
            context.emit(fact);
          };
          await assert.rejects(apply(undefined, emit), /the disk is full/);
          assert.equal(factsOf('fault-undone')[0]?.verified, true);
        }),
      );
    }

    test(`undoing is harmless where nothing was done, and once more after it was undone`, linuxOnly, () =>
      withFault(kind, 0, 0, async ({ context, factsOf, fault, target, serves }) => {
        const signal = new AbortController().signal;
        const made = (MECHANISMS[kind] as Making<FaultKind>)({ fault, target, clock: context.clock, signal });
        const mechanism = typeof made === 'string' ? assert.fail(made) : made;
        assert.equal((await mechanism.undo()).verified, true);
        await eventually(serves, 'it serves');
        assert.equal((await mechanism.inject()).bites, 1);
        assert.equal((await mechanism.undo()).verified, true);
        const starts = factsOf('instance-started').length;
        assert.equal((await mechanism.undo()).verified, true);
        assert.equal(factsOf('instance-started').length, starts);
      }),
    );

    test(`what is not running is skipped, and stays as it is`, linuxOnly, () =>
      onStage(async ({ context, facts, prepare }) => {
        const instance = await prepare();
        const aim = { target: { system: 'api', instance: 1 }, atMs: 0, holdMs: 10, what: kind };
        const fault = faultOf(kind, instance, aim);
        const target = { name: 'api', urls: [], instances: [instance], stop: async () => undefined };
        await applyFault(fault, 'crash', target, context);
        const reason = 'api 1 is not running';
        assert.deepEqual(facts, [{ kind: 'fault-skipped', fault: kind, phase: 'crash', target: 'api 1', reason }]);
        assert.equal(instance.state, 'ended');
        assert.equal(existsSync(context.leaseFolder), false);
      }),
    );
  });
}
