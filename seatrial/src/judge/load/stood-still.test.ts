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

function judge(facts: readonly TimedFact[], closed = true, claimed = p99): Answer {
  return judgeLatency(claimed, trial(phase({ to: 12 }, ...users(closed), ...facts)));
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

test('unproven: an average, had those that waited gone on asking', () => {
  const facts = [quick(0), quick(1), slow(5, 4000), slow(10, 4000)];
  const average = (threshold: string): Answer => judge(facts, true, claim.latency(order, threshold));
  assert.match(average('avg<100ms').because[0] ?? '', /had they gone on asking, avg would break the bound$/);
  assert.equal(average('avg<100ms').verdict, 'unproven');
  assert.equal(average('avg<3s').verdict, 'proven');
});

test('unproven: one of two instances stands still for 1.6 of every 2 s, the other answers', () => {
  const halves = (ms: number, count: number): TimedFact[] =>
    Array.from({ length: 12 }, (_, at) => (at % 2 === 0 && at > 2 ? slow(at, ms, count) : quick(at)));
  const answer = judge(halves(1600, 5));
  assert.equal(answer.verdict, 'unproven', answer.because.join());
  assert.match(
    answer.because[0] ?? '',
    /^in 4 pauses, 5.1\ds in all, up to 5 users waited at once, while others were answered: had they gone on asking, p\(99\)/,
  );
  const both = judge([...halves(1600, 5).slice(0, 10), window(Array(5).fill(1600), span(11.5, 11.7))]);
  assert.match(both.because[0] ?? '', /^in 4 pauses, .* up to 5 users waited at once/, 'the last is a silence');
  assert.equal(judge(halves(1600, 2)).verdict, 'proven', 'two of ten users');
  const tail = Array.from({ length: 12 }, (_, at) => slow(at, 1100, 8));
  assert.equal(judge(tail).verdict, 'proven', 'slow answers in each second are a tail');
  const report = window(Array(5).fill(1600), { ...span(6), step: 'GET /report' });
  const reports = [...halves(1, 0), report, window(Array(5).fill(1600), { ...span(8), step: 'GET /report' })];
  assert.equal(judge(reports).verdict, 'proven', 'a step that always takes so long');
});
