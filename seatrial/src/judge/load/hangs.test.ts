import assert from 'node:assert/strict';
import { test } from 'node:test';
import { claim } from '../../plan/claims/claim.ts';
import {
  arrivals,
  errors,
  iterations,
  order,
  phase,
  seconds,
  type TimedFact,
  timesMs,
  trial,
  unfinished,
  window,
} from '../testing/evidence.ts';
import { judgeErrors } from './errors.ts';
import { judgeLatency } from './latency.ts';
import { judgeThroughput } from './throughput.ts';

const few = claim.errors(order, 'rate<1%');
const p95 = claim.latency(order, 'p(95)<200ms');
const quick = (count: number): TimedFact => window(Array(count).fill(10));
/** Ten users who set the pace, for ten seconds. */
const users = arrivals({ due: null, users: 10, started: 1000 });
const run = (...facts: TimedFact[]) => trial(phase({}, ...facts));

test('what was under way at the end is neither a success nor a failure', () => {
  const answer = judgeErrors(few, run(quick(1000), unfinished(2, 0.1)));
  assert.deepEqual([answer.verdict, answer.observed], ['proven', '0 of 1,000 requests failed (0%)']);
  assert.match(
    answer.because.join('\n'),
    /2 requests were still under way when Seatrial ended the phase \(200ms in all\)/,
  );
});

test('unproven: the bound would be broken had they failed, and never disproven by them', () => {
  const answer = judgeErrors(few, run(quick(1000), unfinished(20, 0.1)));
  assert.equal(answer.verdict, 'unproven');
  assert.match(answer.because[0] ?? '', /^had what hung failed, .*1.96% would have failed$/);
  const counted = judgeErrors(claim.errors(order, 'count==0'), run(quick(1000), unfinished(1, 1)));
  assert.equal(counted.verdict, 'unproven');
  assert.equal(counted.because[0], 'had what hung failed, it would have been 1 failure');
  assert.equal(judgeErrors(few, run(unfinished(20, 10))).verdict, 'unproven');
});

test('unproven: where users set the pace, a hang weighs what it kept its user from doing', () => {
  const hanging = [quick(1000), users, unfinished(9, 10)];
  const answer = judgeErrors(few, run(...hanging));
  assert.equal(answer.verdict, 'unproven');
  assert.match(answer.because[0] ?? '', /^had what hung failed, counted for what it kept from being made, 90% would/);
  assert.equal(judgeLatency(p95, run(...hanging)).verdict, 'unproven');
  const timedOut = [
    window([...Array(1000).fill(10), 5000], { failed: 1 }),
    errors(1, { cause: 'timeout waiting', example: 'no answer in 5s' }),
  ];
  assert.equal(judgeErrors(few, run(...timedOut)).verdict, 'proven', 'a schedule goes on without them');
  const paced = judgeErrors(few, run(...timedOut, users));
  assert.equal(paced.verdict, 'unproven');
  assert.match(
    paced.because.join('\n'),
    /1 request timed out; in that time their users would have made about 5\d more/,
  );
});

test('proven: users who think lose little by one hang', () => {
  const thinking = arrivals({ due: null, users: 300, started: 1000 });
  assert.equal(judgeErrors(few, run(quick(1000), thinking, unfinished(1, 5))).verdict, 'proven');
});

test('latency: unproven had they taken longer than anything, disproven where they surely took too long', () => {
  assert.equal(judgeLatency(p95, run(quick(1000), unfinished(20, 0.1))).verdict, 'proven');
  assert.equal(judgeLatency(p95, run(quick(1000), unfinished(60, 0.1))).verdict, 'unproven');
  const slow = judgeLatency(p95, run(quick(1000), unfinished(60, 5)));
  assert.equal(slow.verdict, 'disproven');
  assert.equal(judgeLatency(p95, run(unfinished(60, 5))).verdict, 'disproven');
  assert.equal(judgeLatency(p95, run(quick(1000), unfinished(60, 5, { longestUs: seconds(300) }))).verdict, 'unproven');
  assert.equal(judgeLatency(claim.latency(order, 'max<1s'), run(quick(1000), unfinished(1, 0.5))).verdict, 'unproven');
  assert.equal(judgeLatency(claim.latency(order, 'avg<1s'), run(quick(1000), unfinished(1, 0.5))).verdict, 'unproven');
});

test('a step that waited for its request is one hang; an own client that hung is one too', () => {
  const nested = [unfinished(5, 0.1), unfinished(5, 0.1, { step: 'order', of: 'step' })];
  assert.match(judgeErrors(few, run(quick(1000), ...nested)).because.join('\n'), /5 requests were still under way/);
  const own = unfinished(50, 10, { step: 'iteration', of: 'iteration' });
  const answer = judgeErrors(few, run(quick(1000), own));
  assert.equal(answer.verdict, 'unproven');
  assert.match(answer.because.join('\n'), /50 iterations were still under way/);
});

test('unproven: iterations that began and never ended, where the claim is about iterations', () => {
  const whole = claim.errors(order, 'rate<1%', { step: 'iteration' });
  const began = arrivals({ started: 1000, due: 1000 });
  assert.equal(judgeErrors(whole, run(iterations(1000), began)).verdict, 'proven');
  assert.equal(judgeErrors(whole, run(iterations(900), began)).verdict, 'unproven');
  assert.equal(judgeErrors(few, run(quick(1000), iterations(900), began)).verdict, 'proven', 'they may have slept');
});

test('unproven: a throughput that what hung would decide', () => {
  const reached = claim.throughput(order, 'rate<=100/s');
  assert.equal(judgeThroughput(reached, run(quick(1000), unfinished(5, 1))).verdict, 'unproven');
  assert.equal(judgeThroughput(reached, run(quick(900), unfinished(5, 1))).verdict, 'proven');
  const missed = claim.throughput(order, 'rate>100/s');
  assert.equal(judgeThroughput(missed, run(quick(1000), unfinished(5, 1), users)).verdict, 'unproven');
});

test('a timed-out request is given the longest time of its own window', () => {
  const early = window(Array(1000).fill(10), { service: timesMs(...Array(999).fill(10), 60_000) });
  const late = window([...Array(1000).fill(10), 20], { fromUs: seconds(1), toUs: seconds(2), failed: 1 });
  const cause = errors(1, { cause: 'timeout waiting', fromUs: seconds(1), toUs: seconds(2) });
  assert.equal(judgeErrors(few, run(early, late, cause, users)).verdict, 'proven');
});
