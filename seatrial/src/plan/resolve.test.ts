import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Claim, claim } from './claims/claim.ts';
import { fault } from './faults/fault.ts';
import { journey } from './journey.ts';
import type { Phase } from './phases/kinds.ts';
import { type LoadOptions, load } from './phases/load.ts';
import { type PhaseGroup, together } from './phases/phase.ts';
import { readBack } from './phases/read-back.ts';
import { resolveTrial } from './resolve.ts';
import type { ResolvedPhase } from './resolved.ts';
import { system } from './systems/system.ts';
import { defineTrial } from './trial.ts';

const look = journey('look', async () => {});

function resolved(phases: readonly (Phase | PhaseGroup)[], claims: readonly Claim[] = [claim.checks(look)]) {
  const systems = [system('api', { url: 'http://127.0.0.1:8080' })];
  return resolveTrial(defineTrial({ name: 'plan', systems, phases, claims }));
}

function phasesOf(...phases: (Phase | PhaseGroup)[]): readonly ResolvedPhase[] {
  const resolution = resolved(phases);
  assert.ok(resolution.ok, JSON.stringify(resolution));
  return resolution.plan.actions.phases;
}

/** Where in a plan the mistakes are. */
function mistakesIn(...of: Parameters<typeof resolved>): string[] {
  const resolution = resolved(...of);
  return resolution.ok ? [] : resolution.problems.map(({ path }) => path);
}

const one = (options: LoadOptions): Phase => load('one', look, options);

test('phases of a group share its number, and each knows when it starts', () => {
  const phases = phasesOf(
    load('first', look, { users: 1, for: '1s' }),
    together([load('a', look, { users: 2, for: '1s' }), load('b', look, { users: 3, for: '1s', startAfter: '500ms' })]),
    load('last', look, { users: 1, for: '1s' }),
  );
  assert.deepEqual(
    phases.map(({ name, group, startAfterMs, described }) => [name, group, startAfterMs, described]),
    [
      ['first', 0, 0, '1 user for 1s'],
      ['a', 1, 0, '2 users for 1s'],
      ['b', 1, 500, '3 users for 1s, 500ms after the start'],
      ['last', 2, 0, '1 user for 1s'],
    ],
  );
});

test('a load that runs beside one with a fault knows, and others do not', () => {
  const api = system('api', { command: ['api', '{port}'] });
  const kill = fault.kill(api.instance(1), { at: '100ms', restartAfter: '100ms' });
  const phases = [
    load('first', look, { users: 1, for: '1s' }),
    together([load('a', look, { users: 2, for: '1s', faults: [kill] }), load('b', look, { users: 3, for: '1s' })]),
  ];
  const resolution = resolveTrial(defineTrial({ name: 'plan', systems: [api], phases, claims: [claim.checks(look)] }));
  assert.ok(resolution.ok, JSON.stringify(resolution));
  assert.deepEqual(
    resolution.plan.actions.phases.map(({ feelsFault }) => feelsFault),
    [undefined, true, true],
  );
});

test('mistakes in a group are shown where they stand', () => {
  const reading = readBack('back', look, async () => {}) as never;
  const group = together([load('a', look, { users: 2, for: '1s', startAfter: '5' as '5s' }), reading]);
  assert.deepEqual(mistakesIn([group, together([])]), [
    'phases[0].phases[1]',
    'phases[1]',
    'phases[0].phases[0].startAfter',
  ]);
});

test('what is described of a phase agrees in number', () => {
  const described = (options: object) =>
    phasesOf(one({ ...options, for: '1s' } as unknown as LoadOptions))[0]?.described;
  assert.equal(described({ iterations: 1, users: 1 }), '1 iteration by 1 user');
  assert.equal(described({ iterationsEach: 3, users: 1 }), '3 iterations by 1 user');
  assert.equal(described({ iterations: 1500, users: 2 }), '1,500 iterations by 2 users');
});

test('iterations are shared by the users, or done by each', () => {
  const executors = [{ iterations: 20 }, { iterationsEach: 20 }].map(
    (count) => phasesOf(one({ ...count, users: 5, for: '1m' } as LoadOptions))[0],
  );
  assert.deepEqual(
    executors.map((phase) => phase?.described),
    ['20 iterations by 5 users', '20 iterations by each of 5 users'],
  );
  assert.deepEqual(
    executors.map((phase) => phase?.kind === 'load' && phase.executor),
    [false, true].map((each) => ({ kind: 'iterations', iterations: 20, each, users: 5, maxDurationMs: 60_000 })),
  );
});

test('a pace is for users, not for a rate', () => {
  const [paced] = phasesOf(one({ users: 2, for: '5s', pace: '250ms' }));
  assert.equal(paced?.kind === 'load' && paced.paceMs, 250);
  assert.equal(paced?.described, '2 users for 5s, one per 250ms each');
  assert.deepEqual(mistakesIn([one({ rate: '1/s', for: '5s', pace: '1s' } as LoadOptions)]), ['phases[0]']);
  assert.deepEqual(mistakesIn([one({ iterations: 1, iterationsEach: 1, users: 1 })]), ['phases[0]']);
  assert.deepEqual(mistakesIn([one({ users: 1, for: '1s', pace: 'fast' as '1s' })]), ['phases[0].pace']);
});

test('a claim about a metric must have a bound that some metric can have', () => {
  const phases = [one({ users: 1, for: '1s' })];
  for (const bound of ['p(95)<5', 'rate>99%', 'count<5', 'value<-5', 'rate>5/s'])
    assert.deepEqual(mistakesIn(phases, [claim.metric(look, 'm', bound)]), [], bound);
  for (const bound of ['p95<5', 'sum<5', 'p(95)<fast'])
    assert.deepEqual(mistakesIn(phases, [claim.metric(look, 'm', bound)]), ['claims[0].threshold'], bound);
});

test('a claim that aborts says after what time in words that can be read', () => {
  const phases = [one({ users: 1, for: '1s' })];
  assert.deepEqual(mistakesIn(phases, [claim.checks(look, { abortOnFail: { after: '10s' } })]), []);
  const claims = [claim.checks(look, { abortOnFail: { after: 10 as never } })];
  assert.deepEqual(mistakesIn(phases, claims), ['claims[0].abortOnFail.after']);
});

test('a plan is another one when a setup or the grouping of its phases is', () => {
  const digestOf = (phases: readonly (Phase | PhaseGroup)[]): string => {
    const resolution = resolved(phases);
    assert.ok(resolution.ok);
    return resolution.plan.summary.digest;
  };
  const options = { users: 1, for: '1s' } as const;
  const other = journey('look', async () => {}, { setup: async () => 1 });
  const pair = [load('a', look, options), load('b', look, options)];
  const digests = [pair, [together(pair)], [load('a', other, options), load('b', other, options)]].map(digestOf);
  assert.equal(new Set(digests).size, 3);
});
