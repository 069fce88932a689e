/** Changes that were answered like a success and acknowledged nothing: nothing is owed for them, and a good share is a doubt. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { claim } from '../../plan/claims/claim.ts';
import type { Answer } from '../answer.ts';
import { kill, operation, order, phase, type TimedFact, trial } from '../testing/evidence.ts';
import { judgeLostWrites } from './lost-writes.ts';

const kept = claim.noLostWrites(order);

function judge(...facts: TimedFact[]): Answer {
  return judgeLostWrites(kept, trial(phase({ to: 60 }, ...facts)));
}

function keys(count: number, op: 'write' | 'read', at: number): TimedFact[] {
  return Array.from({ length: count }, (_, index) => operation(op, at, { key: `k${index}`, value: `v${index}` }));
}

test('unproven: a good share of what was answered as a success acknowledged nothing; a few are told', () => {
  const accepted = (count: number, op: 'write' | 'delete', status: number): TimedFact[] =>
    Array.from({ length: count }, (_, index) =>
      operation(op, 2, { key: `q${index}`, outcome: 'unknown', status, why: `status ${status} does not say` }),
    );
  const safe = [...keys(100, 'write', 1), ...kill(), ...keys(100, 'read', 31)];
  const most = judge(...safe, ...accepted(1900, 'write', 202));
  assert.equal(most.verdict, 'unproven');
  assert.equal(
    most.because[0],
    '1,900 of 2,000 changes that were answered as a success had status 202, which acknowledges nothing, so nothing was asked of ' +
      "them: where it means that it was done, name it in 'expect'",
  );
  const mixed = judge(...safe, ...accepted(3, 'write', 207), ...accepted(3, 'delete', 302));
  assert.match(mixed.because[0] ?? '', /^6 of 106 changes .* had status 207 or 302, which/);
  assert.equal(mixed.verdict, 'unproven');
  const few = judge(...safe, ...accepted(5, 'write', 302));
  assert.equal(few.verdict, 'proven');
  assert.match(few.because.at(-1) ?? '', /^5 of 105 changes .* status 302, which acknowledges nothing/);
  const timeouts = Array.from({ length: 50 }, (_, index) =>
    operation('write', 2, { key: `t${index}`, outcome: 'unknown', why: 'no answer' }),
  );
  assert.equal(judge(...safe, ...timeouts).verdict, 'proven', 'what failed is told elsewhere');
  const lost = operation('read', 40, { key: 'k1', value: null });
  assert.equal(judge(...safe, ...accepted(1900, 'write', 202), lost).verdict, 'disproven');
});
