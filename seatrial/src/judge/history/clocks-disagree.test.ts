import assert from 'node:assert/strict';
import { test } from 'node:test';
import { claim } from '../../plan/claims/claim.ts';
import type { Answer } from '../answer.ts';
import { operation, order, phase, type TimedFact, trial } from '../testing/evidence.ts';
import { judgeLostWrites } from './lost-writes.ts';
import { judgeStaleReads } from './stale-reads.ts';

const lost = (...facts: TimedFact[]): Answer =>
  judgeLostWrites(claim.noLostWrites(order), trial(phase({ to: 60 }, ...facts)));
const stale = (...facts: TimedFact[]): Answer =>
  judgeStaleReads(claim.noStaleReads(order), trial(phase({ to: 60 }, ...facts)));

const a = operation('write', 1, { value: 'a' });
const b = operation('write', 2, { value: 'b' });
const other = { process: 'user 2' };
/** Each takes 10 ms: this one ends 2 ms before the write of `b` begins. */
const early = operation('read', 1.988, { value: 'b', ...other });

test('unproven: a read ended before anybody began to write what it showed', () => {
  for (const judge of [lost, stale]) {
    const answer = judge(a, early, b, operation('read', 3, { value: 'b' }));
    assert.equal(answer.verdict, 'unproven');
    assert.match(
      answer.because[0] ?? '',
      /^the clocks of this journal disagree: 1 read ended before what .* key k at 2s, written from 2s on; .* to within 4ms$/,
    );
  }
});

test('what no such clocks explain is disproven all the same', () => {
  const facts = [a, early, b, operation('read', 30, { value: 'a', ...other })];
  assert.equal(lost(...facts).verdict, 'disproven');
  assert.equal(stale(...facts).verdict, 'disproven');
  const hardly = operation('read', 2.012, { value: 'a', ...other });
  assert.equal(stale(a, b, hardly).verdict, 'disproven', 'with clocks that agree');
  assert.equal(stale(a, early, b, hardly).verdict, 'unproven', 'within what is not known');
});

test('what was there before is no matter of clocks', () => {
  const first = operation('read', 0.9, { value: 'a', ...other });
  const end = operation('read', 3, { value: 'a', ...other });
  assert.equal(lost(first, a, end).verdict, 'proven', 'a while before');
  const sameUser = operation('read', 0.985, { value: 'a' });
  assert.equal(lost(sameUser, a, end).verdict, 'proven', 'one user has one clock');
  const soon = operation('read', 0.985, { value: 'a', ...other });
  assert.equal(lost(first, soon, a, end).verdict, 'proven', 'seen more than once');
  assert.equal(lost(soon, a, end).verdict, 'unproven', 'written as soon as it was seen');
  const absent = operation('read', 0.5, { value: null, ...other });
  assert.equal(lost(absent, soon, a, end).verdict, 'unproven', 'absent a moment before');
});
