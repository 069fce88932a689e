import assert from 'node:assert/strict';
import { test } from 'node:test';
import { claim } from '../../plan/claims/claim.ts';
import type { Answer } from '../answer.ts';
import { arrivals, loadSpan, order, phase, seconds, type TimedFact, trial, window } from '../testing/evidence.ts';
import { judgeLatency } from './latency.ts';

const p99 = claim.latency(order, 'p(99)<200ms');
const span = (from: number, to = from + 1) => ({ fromUs: seconds(from), toUs: seconds(to) });
/** Ten users for twelve seconds. */
const users = (closed: boolean): TimedFact[] => [
  arrivals({ due: closed ? null : 8000, users: 10, started: 8000, ...span(0, 12) }),
  loadSpan(0, 12),
];
const quick = (from: number): TimedFact => window(Array(2000).fill(1), span(from));
/** Answers that took so long, and quick ones after them. */
const slow = (from: number, ms: number, count = 10): TimedFact =>
  window([...Array(count).fill(ms), ...Array(1990).fill(1)], span(from));

function judge(facts: readonly TimedFact[], closed = true): Answer {
  return judgeLatency(p99, trial(phase({ to: 12 }, ...users(closed), ...facts)));
}

test('unproven: a system that stands still four of five seconds gives each user few slow answers', () => {
  const answer = judge([quick(0), quick(1), slow(5, 4000), slow(10, 4000)]);
  assert.equal(answer.verdict, 'unproven');
  assert.match(
    answer.because[0] ?? '',
    /^in 2 pauses, 7s in all, nothing was answered while up to 10 users waited: had they gone on asking, p\(99\) would break the bound$/,
  );
  assert.equal(
    judge([quick(0), quick(1), slow(5, 4000), slow(10, 4000)], false).verdict,
    'proven',
    'a schedule goes on',
  );
});

test('proven: a pause now and then, slow answers among others, users that think, and a slow start', () => {
  const steady = Array.from({ length: 12 }, (_, at) => quick(at));
  assert.equal(judge([...steady.slice(0, 6), slow(6, 900), ...steady.slice(7)]).verdict, 'proven', 'a collection');
  assert.equal(judge([...steady.slice(0, 4), slow(4, 3000, 2), ...steady.slice(5)]).verdict, 'proven', 'two of many');
  assert.equal(judge([quick(0), quick(1), slow(5, 4000, 2), ...steady.slice(6)]).verdict, 'proven', 'two of ten users');
  assert.equal(judge([quick(0), quick(1), quick(5), quick(10)]).verdict, 'proven', 'nobody asked');
  assert.equal(judge([slow(2, 1900), ...steady.slice(3)]).verdict, 'proven', 'warming up');
});
