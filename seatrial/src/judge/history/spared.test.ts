import assert from 'node:assert/strict';
import { test } from 'node:test';
import { claim } from '../../plan/claims/claim.ts';
import { kill, operation, order, phase, started, type TimedFact, trial } from '../testing/evidence.ts';
import { judgeLostWrites } from './lost-writes.ts';

const told = (...facts: TimedFact[]): readonly string[] => {
  const reads = [operation('write', 1), operation('read', 31)];
  const answer = judgeLostWrites(claim.noLostWrites(order), trial(phase({ to: 60 }, ...facts, ...reads)));
  assert.equal(answer.verdict, 'proven');
  return answer.because.filter((sentence) => sentence.includes('was not at risk') && sentence.startsWith('of the'));
};

test('a proof says which of several instances no fault has hit: two behind one database lose nothing by that', () => {
  const two = [started(), started(0, { instance: 2 })];
  assert.deepEqual(told(...two, ...kill()), [
    "of the 2 instances of 'api' only api 1 was hit by a fault that counts: what another one keeps by itself was not at risk",
  ]);
  const other = kill({ lease: 'lease-2', bit: 7, undone: 9 }).map((fact) =>
    fact.kind === 'fault-leased' ? { ...fact, target: 'api 2' } : fact,
  );
  assert.deepEqual(told(...two, ...kill(), ...other), []);
  assert.deepEqual(told(started(), ...kill()), []);
});
