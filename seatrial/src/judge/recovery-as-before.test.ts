import assert from 'node:assert/strict';
import { test } from 'node:test';
import { claim } from '../plan/claims/claim.ts';
import type { Answer } from './answer.ts';
import { kill, phase, seconds, type TimedFact, timesMs, traffic, trial, window } from './fixtures.ts';
import { judgeRecovery } from './recovery.ts';

const recovers = claim.recovery({ after: 'kill', within: '2s', sustained: '1s' });

/** A phase of 20 s; the fault bites at 3 s and is undone at 5 s. */
function judge(...facts: TimedFact[]): Answer {
  return judgeRecovery(recovers, trial(phase({ to: 20 }, ...facts)));
}

/** Requests of a rare step, one every 1.5 s. */
const pay = (from: number, to: number, failed: number): TimedFact[] =>
  Array.from({ length: Math.round((to - from) / 1.5) }, (_, index) => {
    const fromUs = seconds(from + 1.5 * index);
    return window([5], { step: 'POST /pay', of: 'request', failed, fromUs, toUs: fromUs + 100_000 });
  });
const others = (given: Parameters<typeof traffic>[2] = {}): TimedFact[] => [
  ...traffic(0, 3, { of: 'request' }),
  ...traffic(3, 5.5, { of: 'request', failed: 2 }),
  ...traffic(5.5, 20, { of: 'request', ...given }),
];
/** One request that failed. */
const failure = (step: string, at: number): TimedFact =>
  window([5], { step, of: 'request', failed: 1, fromUs: seconds(at), toUs: seconds(at) + 100_000 });

test('unproven: a step that worked before and never since is not hidden by the others', () => {
  const background = [failure('GET /orders', 0.5), failure('GET /orders', 1), failure('GET /orders', 1.5)];
  const dead = judge(...kill(), ...background, ...others(), ...pay(0.2, 3.2, 0), ...pay(7, 19, 1));
  assert.deepEqual([dead.verdict, dead.observed], ['unproven', '600ms']);
  assert.deepEqual(dead.because, [
    'kill api 1: worked again within 600ms',
    "kill api 1: all 8 'POST /pay' after that failed, 2 of 2 before the fault succeeded",
  ]);
  const late = judge(
    ...kill(),
    ...background,
    ...others(),
    ...pay(0.2, 3.2, 0),
    ...pay(7, 17.5, 1),
    ...pay(18, 19.5, 0),
  );
  assert.equal(late.verdict, 'proven', late.because.join());
  const never = judge(...kill(), ...background, ...others(), ...pay(0.2, 1.7, 1), ...pay(7, 19, 1));
  assert.doesNotMatch(never.because.join(), /POST \/pay/);
});

test('one failure is a doubt only where the step never failed before', () => {
  const background = [failure('GET /orders', 0.5), failure('GET /orders', 1)];
  const once = [...kill(), ...background, ...others(), ...pay(0.2, 3.2, 0), failure('POST /pay', 8)];
  assert.match(judge(...once).because.join(), /the only 'POST \/pay' after that failed, 2 of 2 before/);
  const usual = judge(...once, failure('POST /pay', 0.8));
  assert.equal(usual.verdict, 'proven', usual.because.join());
});

test('what failed after the next fault is not held against the first', () => {
  const second = kill({ lease: 'lease-2', bit: 12, undone: 13 });
  const both = judge(
    ...kill(),
    ...second,
    failure('GET /orders', 0.5),
    ...others(),
    ...pay(0.2, 3.2, 0),
    failure('POST /pay', 8),
  );
  assert.match(
    both.because.join('\n'),
    /the only 'POST \/pay' from then until another fault came failed, 2 of 2 before the fault succeeded/,
  );
  const later = judge(
    ...kill(),
    ...second,
    failure('GET /orders', 0.5),
    ...others(),
    ...pay(0.2, 3.2, 0),
    failure('POST /pay', 16),
  );
  assert.equal(later.because.filter((sentence) => sentence.includes('POST /pay')).length, 1, later.because.join('\n'));
});

test('unproven: answers that take far longer than before, of all requests or of one step', () => {
  const taking = (ms: number) => ({ response: timesMs(ms, ms), service: timesMs(ms, ms) });
  const slow = judge(...kill(), ...others(taking(900)));
  assert.equal(slow.verdict, 'unproven');
  assert.match(slow.because.join(), /answers took 900ms at the median after that, 5ms before the fault/);
  const bit = judge(...kill(), ...others(taking(45)));
  assert.equal(bit.verdict, 'proven', bit.because.join());
  const usual = window([950], { of: 'request', fromUs: seconds(1), toUs: seconds(1.1) });
  const asEver = judge(...kill(), usual, ...others(taking(900)));
  assert.equal(asEver.verdict, 'proven', asEver.because.join());
  const asked = (from: number, to: number, ms: number): TimedFact[] =>
    traffic(from, to, {
      step: 'GET /report',
      of: 'request',
      count: 1,
      every: 0.5,
      response: timesMs(ms),
      service: timesMs(ms),
    });
  const step = judge(...kill(), ...others(), ...asked(0, 3, 5), ...asked(6, 20, 600));
  assert.match(step.because.join(), /'GET \/report' took 600ms at the median after that, 5ms before the fault/);
  assert.equal(step.verdict, 'unproven');
});
