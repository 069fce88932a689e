import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DurationText } from '../std/units.ts';
import { claim } from './claims/claim.ts';
import { journey } from './journey.ts';
import { load } from './phases/load.ts';
import { together } from './phases/phase.ts';
import { readBack } from './phases/read-back.ts';
import { resolveTrial } from './resolve.ts';
import type { ResolvedPlan } from './resolved.ts';
import { system } from './systems/system.ts';
import { api, baseline, COMMAND, claims, kill, order, phase, shop, trial } from './testing/orders.ts';

function planOf(options: object = {}): ResolvedPlan {
  const resolution = resolveTrial(trial(options));
  assert.ok(resolution.ok, JSON.stringify(resolution));
  return resolution.plan;
}

test('a plan resolves with every default filled in and every text a number', () => {
  const { name, actions, claims, summary } = planOf({
    phases: [
      load('peak', order, { rate: ['600/m', { to: '1234/s', over: '1m30s' }], faults: [kill] }),
      load('few', order, { iterations: 5, users: 2, gracefulStop: '1s' }),
      readBack('back', order, async () => {}),
    ],
  });
  assert.equal(name, 'orders');
  const [peak, few, back] = actions.phases;
  assert.ok(peak?.kind === 'load' && few?.kind === 'load' && back?.kind === 'read-back');
  assert.deepEqual(peak.executor, {
    kind: 'rate',
    stages: [{ from: 10, to: 1234, durationMs: 90_000 }],
    maxUsers: 200,
  });
  assert.deepEqual([peak.durationMs, peak.gracefulStopMs, peak.system], [90_000, 10_000, 'api']);
  const target = { system: 'api', instance: 1 };
  const what = 'kill api 1 at 5s, restart after 3s';
  assert.deepEqual(peak.faults, [
    { kind: 'kill', options: { at: '5s', restartAfter: '3s' }, target, atMs: 5000, holdMs: 3000, what },
  ]);
  assert.equal(few.executor.kind === 'iterations' && few.executor.maxDurationMs, 600_000);
  assert.equal(few.gracefulStopMs, 1000);
  assert.equal(back.users, 8);
  assert.equal(actions.seed, 1);
  assert.deepEqual(
    summary.phases.map(({ described }) => described),
    ['10/s to 1234/s over 90s', '5 iterations by 2 users', 'every acknowledged write, by 8 users'],
  );
  assert.deepEqual(summary.systems, [{ name: 'api', what: COMMAND.join(' '), controlled: true, instances: 2 }]);
  assert.deepEqual(claims, summary.claims);
});

test('users constant and ramped, an endpoint, and a journey that says where it is', () => {
  const on = journey('visit', async () => {}, { on: shop });
  const ramp = load('ramp', on, { users: [0, { to: 9, over: '10s' }, { to: 9, over: '1s' }] });
  const { actions, summary } = planOf({ systems: [api, shop], phases: [ramp], ...claims(claim.errors(on, 'rate<1%')) });
  const [resolved] = actions.phases;
  assert.equal(resolved?.system, 'shop');
  assert.equal(resolved?.kind === 'load' && resolved.executor.kind === 'users' && resolved.executor.maxUsers, 9);
  assert.equal(resolved?.described, '0 users to 9 users over 10s, 9 users for 1s');
  const endpoint = { name: 'shop', what: 'endpoint http://127.0.0.1:8080', controlled: false, instances: 0 };
  assert.deepEqual(summary.systems[1], endpoint);
});

test('a resolved plan is frozen all the way down', () => {
  const { actions, claims, summary } = planOf(phase({ users: 1, for: '30s', faults: [kill] }));
  const [first] = actions.phases;
  for (const part of [actions, actions.phases, first, first?.faults[0], claims, claims[0], summary])
    assert.ok(Object.isFrozen(part));
});

test('values of the environment that are secret by their name are kept out of evidence like those that are named', () => {
  const env = { API_TOKEN: 'token-of-this-trial', SIGNING_KEY: 'key-of-this-trial', COLOUR: 'green' };
  const { actions, summary } = planOf({ systems: [system('api', { command: COMMAND, env })], secrets: ['named here'] });
  assert.deepEqual(actions.secrets, ['named here', 'token-of-this-trial', 'key-of-this-trial']);
  assert.ok(!JSON.stringify(summary).includes('green'));
});

const digest = (options: object = {}): string => planOf(options).summary.digest;

const withOptions = (options: object): object => ({
  systems: [system('api', { command: COMMAND, instances: 2, ...options })],
});

test('the digest is the same for the same plan, in whatever order its parts are written', () => {
  assert.match(digest(), /^[0-9a-f]{64}$/);
  assert.equal(digest(), digest());
  assert.equal(digest(withOptions({ env: { A: '1', B: '2' } })), digest(withOptions({ env: { B: '2', A: '1' } })));
});

test('the digest is the same whether a default is written or left out', () => {
  const written = { instances: 2, cwd: '.', scheme: 'http', mayEnd: false, ready: { tcp: '{port}', within: '30s' } };
  assert.equal(digest(withOptions(written)), digest(withOptions({})));
});

test('what a secret is does not show in the digest, nor where a certificate lies', () => {
  const secret = (API_TOKEN: string): string => digest(withOptions({ env: { API_TOKEN } }));
  assert.equal(secret('one-secret'), secret('other-secret'));
  const password = (own: string): string => digest(withOptions({ auth: { user: 'ada', password: own } }));
  assert.equal(password('one-secret'), password('other-secret'));
  const trusting = (ca: string): string => digest(withOptions({ scheme: 'https', tls: { ca } }));
  assert.equal(trusting('/here/ca.pem'), trusting('/there/ca.pem'));
});

test('the digest is another one when anything is', () => {
  const back = (read: () => Promise<void>, settle: DurationText = '3s') => ({
    phases: [baseline, readBack('back', order, read, { settle })],
  });
  const second = load('second', order, { users: 1, for: '1s' });
  const waiting = journey('order', async (t) => t.sleep('1s'));
  const variants: object[] = [
    {},
    { name: 'others' },
    { seed: 2 },
    claims(claim.errors(order, 'rate<2%')),
    claims(claim.errors(order, 'rate<1%', { weight: 2 })),
    phase({ users: 10, for: '30s' }),
    phase({ users: 11, for: '30s' }),
    phase({ users: 10, for: '31s' }),
    phase({ users: 10, for: '30s', gracefulStop: '1s' }),
    phase({ users: 10, for: '30s', faults: [kill] }),
    phase({ rate: '1234/s', for: '30s' }),
    phase({ rate: '1233/s', for: '30s' }),
    phase({ rate: '1233/s', for: '30s', maxUsers: 5 }),
    phase({ iterations: 5, users: 1 }),
    phase({ iterations: 5, users: 1, for: '1m' }),
    { phases: [load('baseline', waiting, { users: 10, for: '30s' })] },
    back(async () => {}),
    back(async () => assert.fail()),
    back(async () => {}, '5s'),
    claims(claim.noLostWrites(order)),
    claims(claim.noStaleReads(order)),
    claims(claim.noStaleReads(order, { within: '1s' })),
    { phases: [baseline, second] },
    { phases: [together([baseline, second])] },
    withOptions({ env: { COLOUR: 'green' } }),
    withOptions({ env: { COLOUR: 'blue' } }),
    withOptions({ ready: { http: '/health' } }),
    withOptions({ cwd: 'elsewhere' }),
    withOptions({ scheme: 'https' }),
    withOptions({ scheme: 'https', tls: { insecure: true } }),
    withOptions({ auth: { bearer: 'x' } }),
    withOptions({ auth: { user: 'ada', password: 'x' } }),
    withOptions({ headers: { 'X-A': 'b' } }),
    withOptions({ ready: { check: async () => true } }),
    withOptions({ ready: { check: async () => Date.now() > 0 } }),
    withOptions({ mayEnd: true }),
  ];
  const digests = variants.map(digest);
  for (const [index, one] of digests.entries())
    assert.equal(digests.indexOf(one), index, `${JSON.stringify(variants[index])} changes nothing`);
});
