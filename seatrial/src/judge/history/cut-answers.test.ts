import assert from 'node:assert/strict';
import { test } from 'node:test';
import { claim } from '../../plan/claims/claim.ts';
import type { Answer } from '../answer.ts';
import { kill, operation, order, phase, seconds, type TimedFact, trial } from '../testing/evidence.ts';
import { judgeLostWrites } from './lost-writes.ts';
import { judgeStaleReads } from './stale-reads.ts';

const half = { value: 'ha', openEnded: true } as const;

function judge(...facts: TimedFact[]): Answer {
  const written = operation('write', 1, { value: 'half' });
  return judgeLostWrites(claim.noLostWrites(order), trial(phase({ to: 20 }, written, ...kill(), ...facts)));
}

test('what only the end of the connection ended says nothing sure while a fault is in force', () => {
  const after = operation('read', 6, { value: 'half', openEnded: true });
  assert.equal(judge(operation('read', 2.995, half), after).verdict, 'proven');
  assert.equal(judge(operation('read', 4, half), after).verdict, 'proven');
  const late = operation('read', 4.9, { ...half, endedUs: seconds(5.1) });
  assert.equal(judge(late, after).verdict, 'proven');
});

test('it does where none was, and so does an answer that told its length', () => {
  const after = operation('read', 6, { value: 'half' });
  assert.equal(judge(operation('read', 2, half), after).verdict, 'disproven');
  assert.equal(judge(operation('read', 5.5, half), after).verdict, 'disproven');
  assert.equal(judge(operation('read', 4, { value: 'ha' }), after).verdict, 'disproven');
});

test('a read that may be cut is not stale either, and does not show that nothing is', () => {
  const facts = [operation('write', 1, { value: 'ha' }), operation('write', 2), operation('read', 4, half)];
  const stale = (...others: TimedFact[]): Answer =>
    judgeStaleReads(claim.noStaleReads(order), trial(phase({ to: 20 }, ...facts, ...others)));
  assert.equal(stale().verdict, 'disproven');
  assert.equal(stale(...kill()).verdict, 'unproven');
  assert.equal(stale(...kill(), operation('read', 6)).verdict, 'proven');
});
