import assert from 'node:assert/strict';
import { test } from 'node:test';
import { claim } from '../../plan/claims/claim.ts';
import type { Answer } from '../answer.ts';
import { operation, order, phase, type TimedFact, trial } from '../testing/evidence.ts';
import { judgeLostWrites } from './lost-writes.ts';
import { judgeStaleReads } from './stale-reads.ts';

/** Keys a, b, ... are written and read back, each with this answer; nobody names a value. */
function facts(...answers: (string | undefined)[]): TimedFact[] {
  return answers.flatMap((answer, index) => {
    const key = 'abcdef'[index] ?? '';
    const present = { key, value: key, presenceOnly: true as const };
    return [operation('write', 1, present), operation('read', 2, { ...present, ...(answer && { answer }) })];
  });
}

const lost = (given: TimedFact[]): Answer => judgeLostWrites(claim.noLostWrites(order), trial(phase({}, ...given)));
const stale = (given: TimedFact[]): Answer => judgeStaleReads(claim.noStaleReads(order), trial(phase({}, ...given)));

test('unproven: several keys had one answer, which may be a page for whatever is asked', () => {
  const answer = lost(facts('own', 'page', 'page', 'page'));
  assert.equal(answer.verdict, 'unproven');
  assert.match(
    answer.because[0] ?? '',
    /^3 of 4 acknowledged writes were read back by an answer without a named value that other keys had too, byte for byte: .*; first: key b$/,
  );
  assert.equal(stale(facts('page', 'page')).verdict, 'unproven');
  assert.match(stale(facts('page', 'page')).because[0] ?? '', /^2 of 2 reads had an answer without a named value/);
});

test('proven as present: each key had an answer of its own, or one without a body', () => {
  for (const given of [facts('one', 'two'), facts(undefined, undefined), facts('page')]) {
    assert.equal(lost(given).verdict, 'proven');
    assert.equal(stale(given).verdict, 'proven');
  }
  const again = [
    ...facts('one', 'two'),
    ...facts('one', 'two')
      .filter(({ kind }) => kind === 'operation')
      .slice(1, 2),
  ];
  assert.equal(stale(again).verdict, 'proven', 'one key that was read twice');
});

test('what was compared by its value is shown, however alike the answers are', () => {
  const named = ['a', 'b'].flatMap((key) => [operation('write', 1, { key }), operation('read', 2, { key })]);
  assert.equal(lost(named).verdict, 'proven');
});
