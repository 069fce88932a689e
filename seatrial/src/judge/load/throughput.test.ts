import assert from 'node:assert/strict';
import { test } from 'node:test';
import { claim } from '../../plan/claims/claim.ts';
import {
  arrivals,
  errors,
  iterations,
  loadSpan,
  order,
  phase,
  seconds,
  timesMs,
  trial,
  window,
} from '../testing/evidence.ts';
import { judgeThroughput } from './throughput.ts';

const thousand = Array.from({ length: 1000 }, () => 5);
const hundred = claim.throughput(order, 'rate>=100/s');

test('proven: successes over measured time', () => {
  const answer = judgeThroughput(hundred, trial(phase({}, window(thousand))));
  assert.equal(answer.verdict, 'proven');
  assert.equal(answer.observed, 'rate = 100/s of successful requests');
  assert.deepEqual(answer.because, ['1,000 requests succeeded in 10s']);
});

test('disproven: failures are no throughput, and time in which nothing completed counts', () => {
  assert.equal(judgeThroughput(hundred, trial(phase({}, window(thousand, { failed: 1 })))).verdict, 'disproven');
  assert.equal(judgeThroughput(hundred, trial(phase({ to: 11 }, window(thousand)))).verdict, 'disproven');
  const count = claim.throughput(order, 'count>1000');
  assert.equal(judgeThroughput(count, trial(phase({}, window(thousand)))).verdict, 'disproven');
});

test('unproven: the plan asked for no more than what was done', () => {
  const whole = window(thousand.slice(0, 500), { step: 'iteration' });
  const asked = arrivals({ due: 500, started: 500 });
  const answer = judgeThroughput(hundred, trial(phase({}, window(thousand.slice(0, 500)), whole, asked)));
  assert.equal(answer.verdict, 'unproven');
  assert.match(answer.because[0] ?? '', /did everything it was asked for/);
  const failing = window(thousand.slice(0, 500), { failed: 1 });
  assert.equal(judgeThroughput(hundred, trial(phase({}, failing, whole, asked))).verdict, 'disproven');
  const users = arrivals({ due: null, started: 500 });
  const closed = judgeThroughput(hundred, trial(phase({}, window(thousand.slice(0, 500)), whole, users)));
  assert.equal(closed.verdict, 'disproven');
});

test('a sick generator excuses a bound that was missed, and takes nothing from one that was reached', () => {
  const sick = { generator: { lag: timesMs(80) } };
  assert.equal(judgeThroughput(hundred, trial(phase(sick, window(thousand.slice(1))))).verdict, 'unproven');
  assert.equal(judgeThroughput(hundred, trial(phase(sick, window(thousand)))).verdict, 'proven');
  const below = claim.throughput(order, 'rate<200/s');
  assert.equal(judgeThroughput(below, trial(phase(sick, window(thousand)))).verdict, 'unproven');
  const exceeded = claim.throughput(order, 'rate<50/s');
  assert.equal(judgeThroughput(exceeded, trial(phase(sick, window(thousand)))).verdict, 'disproven');
});

test('unproven: what an interrupted phase did not do cannot be held against it', () => {
  const cut = { end: { outcome: 'interrupted', because: 'SIGINT' } } as const;
  const count = claim.throughput(order, 'count>1000');
  const answer = judgeThroughput(count, trial(phase(cut, window(thousand))));
  assert.equal(answer.verdict, 'unproven');
  assert.equal(answer.because[0], "phase 'baseline' was interrupted: SIGINT");
  const exceeded = claim.throughput(order, 'count<10');
  assert.equal(judgeThroughput(exceeded, trial(phase(cut, window(thousand)))).verdict, 'disproven');
});

test('tags select what is counted', () => {
  const facts = [window(Array(100).fill(5), { tags: { kind: 'small' } }), window(Array(900).fill(5))];
  const count = claim.throughput(order, 'count>=100', { tags: { kind: 'small' } });
  const answer = judgeThroughput(count, trial(phase({}, ...facts)));
  assert.deepEqual([answer.verdict, answer.observed], ['proven', 'count = 100 requests of successful requests']);
});

test('unproven: a rate of one request is chance, whatever it comes to', () => {
  const one = (ms: number) =>
    trial(phase({ generator: { toUs: ms * 1000 } }, window([5], { toUs: ms * 1000 }), loadSpan(0, ms / 1000)));
  for (const ms of [5, 31]) assert.equal(judgeThroughput(hundred, one(ms)).verdict, 'unproven', `${ms} ms`);
  assert.equal(judgeThroughput(hundred, one(5000)).verdict, 'disproven', 'in 5 s there should have been 500');
});

test('a rate is over the load: one slow last answer does not lower it', () => {
  const last = window([500], { fromUs: seconds(10), toUs: seconds(10.5) });
  const facts = [loadSpan(0, 10), window(thousand.slice(1), { toUs: seconds(10) }), last, arrivals({ due: 1000 })];
  const answer = judgeThroughput(hundred, trial(phase({ to: 10.5 }, ...facts)));
  assert.deepEqual([answer.verdict, answer.observed], ['proven', 'rate = 100/s of successful requests']);
});

test('steps around requests do not double the throughput', () => {
  const blocks = window(thousand, { step: 'order', of: 'step' });
  const answer = judgeThroughput(claim.throughput(order, 'rate>150/s'), trial(phase({}, window(thousand), blocks)));
  assert.deepEqual([answer.verdict, answer.observed], ['disproven', 'rate = 100/s of successful requests']);
});

const sick = { generator: { lag: timesMs(80) } };

test('a sick generator is no excuse where failed answers would have reached the bound', () => {
  const answer = judgeThroughput(hundred, trial(phase(sick, window(thousand, { failed: 1000 }), errors(1000))));
  assert.equal(answer.verdict, 'disproven');
  assert.ok(answer.because.some((sentence) => /the load generator was fast enough/.test(sentence)));
  const more = claim.throughput(order, 'rate>=101/s');
  assert.equal(judgeThroughput(more, trial(phase(sick, window(thousand, { failed: 1000 })))).verdict, 'unproven');
  const ours = errors(1000, { cause: 'no port left' });
  assert.equal(
    judgeThroughput(hundred, trial(phase(sick, window(thousand, { failed: 1000 }), ours))).verdict,
    'unproven',
  );
});

test('nor where answers failed and the schedule asked for less than the bound', () => {
  const beyond = claim.throughput(order, 'rate>150/s');
  const asked = arrivals({ due: 1000, started: 1000 });
  const judged = (requests: number, failed: number, whole: number) =>
    judgeThroughput(
      beyond,
      trial(
        phase(sick, window(Array(requests).fill(5), { failed }), errors(failed), iterations(whole, { failed }), asked),
      ),
    );
  const answer = judged(1000, 15, 1000);
  assert.equal(answer.verdict, 'disproven');
  assert.ok(answer.because.some((sentence) => /the schedule asked for less than the bound/.test(sentence)));
  assert.equal(judged(1000, 0, 1000).verdict, 'unproven');
  assert.match(judged(1000, 0, 1000).because.join(), /did everything it was asked for/);
  assert.equal(judged(1400, 15, 800).verdict, 'unproven', 'had all started, there would have been enough');
  assert.equal(judged(1000, 1000, 1000).verdict, 'unproven', 'what an iteration does is not known');
});

test('what our own client cut off could have made up the bound', () => {
  const cut = errors(10, { cause: 'own limit' });
  const answer = judgeThroughput(hundred, trial(phase({}, window(thousand, { failed: 10 }), cut)));
  assert.equal(answer.verdict, 'unproven');
  assert.match(answer.because[0] ?? '', /reached a limit of Seatrial's own client/);
  const more = claim.throughput(order, 'rate>=101/s');
  assert.equal(judgeThroughput(more, trial(phase({}, window(thousand, { failed: 10 }), cut))).verdict, 'disproven');
});
