import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Claim, claim } from '../../plan/claims/claim.ts';
import { fault } from '../../plan/faults/fault.ts';
import { journey } from '../../plan/journey.ts';
import { type LoadOptions, load } from '../../plan/phases/load.ts';
import { together } from '../../plan/phases/phase.ts';
import { resolveTrial } from '../../plan/resolve.ts';
import { system } from '../../plan/systems/system.ts';
import { defineTrial, type TrialOptions } from '../../plan/trial.ts';
import { tooShort } from './too-short.ts';

const shop = system('shop', { command: ['node', 'shop.mjs', '{port}'] });
const order = journey('order', async () => {}, { on: shop });
const kill = (at: '2s' | '1s') => fault.kill(shop.instance(1), { at, restartAfter: '500ms' });

function of(written: Claim, phases: TrialOptions['phases']): string | null {
  const resolution = resolveTrial(defineTrial({ name: 'orders', systems: [shop], phases, claims: [written] }));
  assert.ok(resolution.ok, JSON.stringify(resolution));
  return tooShort(written, resolution.plan.actions.phases);
}

function during(written: Claim, options: LoadOptions): string | null {
  return of(written, [load('a', order, options)]);
}

const OPEN = { rate: '20/s', for: '4s' } as const;

test('truth: so short a load cannot show so small a share', () => {
  assert.equal(
    during(claim.errors(order, 'rate<0.1%'), OPEN),
    "phase 'a' begins at most 80 iterations, and rate<0.1% takes 2,995 requests or steps to show: unless each makes 38 requests, this cannot be proven",
  );
  assert.equal(
    during(claim.errors(order, 'rate<10%', { step: 'iteration' }), { iterations: 5, users: 5 }),
    "phase 'a' begins at most 5 iterations, and rate<10% takes 29 to show: this cannot be proven",
  );
  assert.match(
    during(claim.latency(order, 'p(99.9)<1s'), OPEN) ?? '',
    /80 iterations, and p\(99\.9\)<1s takes 2,995 requests or steps/,
  );
  assert.match(
    during(claim.errors(order, 'rate<1%'), { users: 4, pace: '1s', for: '10s' }) ?? '',
    /at most 40 iterations/,
  );
  assert.match(
    during(claim.latency(order, 'p(95)<1s'), { iterationsEach: 2, users: 3 }) ?? '',
    /at most 6 iterations, .* unless each makes 10 requests/,
  );
});

test('of several phases the shortest is told, and together they are one where they are pooled', () => {
  const phases = [load('a', order, { iterations: 200, users: 1 }), load('b', order, { iterations: 150, users: 1 })];
  assert.match(of(claim.errors(order, 'rate<1%'), phases) ?? '', /^phase 'b' begins at most 150/);
  assert.equal(of(claim.errors(order, 'rate<1%', { pooled: true }), phases), null);
  assert.match(
    of(claim.errors(order, 'rate<0.5%', { pooled: true }), phases) ?? '',
    /^phases 'a', 'b' begin at most 350/,
  );
  assert.equal(of(claim.errors(order, 'rate<1%', { minSamples: 100 }), phases), null);
});

test('truth: more a second than is begun is no rate of its requests', () => {
  assert.equal(
    during(claim.throughput(order, 'rate>25/s'), OPEN),
    "phase 'a' begins at most 20/s iterations, and the claim is rate>25/s: unless each makes 2 requests, this cannot be proven",
  );
  assert.equal(during(claim.throughput(order, 'rate>19/s'), OPEN), null);
  assert.equal(during(claim.throughput(order, 'rate<25/s'), OPEN), null);
  const both = together([load('a', order, OPEN), load('b', order, OPEN)]);
  assert.equal(of(claim.throughput(order, 'rate>25/s'), [both]), null);
});

test('truth: behind a fault a phase must go on', () => {
  const recovery = claim.recovery({ after: 'kill', within: '5s' });
  const short = { ...OPEN, for: '3s', faults: [kill('2s')] } as const;
  assert.equal(
    during(recovery, { ...OPEN, faults: [kill('2s')] }),
    "phase 'a' ends 1.5s after its kill is undone: a recovery that takes longer may be unproven, though 5s are claimed",
  );
  assert.equal(
    during(recovery, { ...short, gracefulStop: '300ms' }),
    "phase 'a' ends 500ms after its kill is undone, and 300ms of grace follow: a recovery goes on for 1s, and this cannot be proven",
  );
  assert.equal(
    during(recovery, { ...short, gracefulStop: '0s' }),
    "phase 'a' ends 500ms after its kill is undone, and a recovery goes on for 1s: this cannot be proven",
  );
  assert.equal(during(recovery, { ...OPEN, for: '8s', faults: [kill('2s')] }), null);
  const beside = together([
    load('a', order, { ...OPEN, faults: [kill('2s')] }),
    load('b', order, { ...OPEN, for: '9s' }),
  ]);
  assert.equal(of(recovery, [beside]), null);
});

test('truth: iterations that go on in the grace, of the same load or of one beside it, can show a recovery', () => {
  const recovery = claim.recovery({ after: 'kill', within: '5s' });
  const short = { ...OPEN, for: '3s', faults: [kill('2s')] } as const;
  const told =
    "phase 'a' ends 500ms after its kill is undone, and a recovery goes on for 1s: only iterations that go on in its grace can show it";
  assert.equal(during(recovery, short), told);
  assert.equal(during(recovery, { ...short, gracefulStop: '500ms' }), told);
  const beside = together([
    load('a', order, { ...short, gracefulStop: '0s' }),
    load('b', order, { ...OPEN, for: '3s' }),
  ]);
  assert.equal(of(recovery, [beside]), told);
  const two = [load('a', order, short), load('b', order, { ...short, for: '3100ms', gracefulStop: '0s' })];
  assert.match(of(recovery, two) ?? '', /^phase 'b' ends 600ms .* this cannot be proven$/);
});

test('what the answers of the system decide is not told', () => {
  for (const each of [claim.errors(order, 'rate<0.1%'), claim.throughput(order, 'rate>99/s'), claim.checks(order)])
    assert.equal(during(each, { users: 1, for: '1s' }), null, each.id);
  assert.equal(during(claim.errors(order, 'count==0'), OPEN), null);
});
