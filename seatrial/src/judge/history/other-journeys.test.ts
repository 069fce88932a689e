/** Healthy systems of which another journey, or a setup, changed the same keys and recorded it: never disproven, never proven by it. */
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

const by = (journey: string, value: string | null = 'theirs') => ({ journey, process: `${journey}/1`, value });
const absent = operation('read', 3, { value: null });
const theirs = operation('read', 3, { value: 'theirs' });

test('unproven: a moderator of another journey deleted it', () => {
  const removed = operation('delete', 2, by('moderate', null));
  const answer = lost(operation('write', 1), removed, absent);
  assert.equal(answer.verdict, 'unproven');
  assert.deepEqual(answer.because, [
    "1 key was read as what is right only if what 'moderate' recorded of a key of that name was done to the same thing, which is not known: let one journey record all changes of a key; first: key k, read at 3s as absent",
  ]);
  assert.equal(answer.observed, '0 of 1 acknowledged write lost, 0 writes not read back');
  assert.equal(stale(operation('write', 1), removed, absent).verdict, 'unproven');
});

test('unproven: another journey wrote the value, or a setup that runs before each phase', () => {
  for (const journey of ['app', 'order user setup']) {
    const facts = [operation('write', 1), operation('write', 2, by(journey)), theirs];
    assert.equal(lost(...facts).verdict, 'unproven');
    assert.equal(lost(...facts, operation('write', 4), operation('read', 5)).verdict, 'unproven', 'read well later');
    const answer = stale(...facts);
    assert.equal(answer.verdict, 'unproven');
    assert.match(
      answer.because[0] ?? '',
      new RegExp(`^1 read showed what is right only if what '${journey}' recorded`),
    );
  }
});

test('disproven: what their record does not explain either', () => {
  const write = operation('write', 1);
  assert.equal(lost(write, operation('delete', 4, by('app', null)), absent).verdict, 'disproven', 'deleted later');
  assert.equal(lost(operation('write', 0.5, by('app')), write, theirs).verdict, 'disproven', 'written over');
  const refused = operation('write', 2, { ...by('app'), outcome: 'failed' });
  assert.equal(lost(write, refused, theirs).verdict, 'disproven', 'refused');
  assert.equal(lost(write, operation('read', 2, by('app')), theirs).verdict, 'disproven', 'only read');
  assert.equal(stale(write, operation('write', 2, by('app')), absent).verdict, 'disproven');
});

test('proven: what a journey wrote and read back, whatever others mean by a key of that name', () => {
  const facts = [operation('write', 1), operation('write', 2, by('app')), operation('read', 3)];
  assert.equal(lost(...facts).verdict, 'proven');
  const answer = stale(...facts);
  assert.equal(answer.verdict, 'unproven', 'it is stale, if it is the same thing');
  assert.match(answer.because[0] ?? '', /^1 read showed what is not right if what 'app' recorded .* as present$/);
  const before = [operation('write', 1, by('app')), operation('write', 2), operation('read', 3)];
  assert.equal(stale(...before).verdict, 'proven');
});
