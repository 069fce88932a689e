/** What is shown first of a finding about lost writes. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { claim } from '../../plan/claims/claim.ts';
import type { Answer } from '../answer.ts';
import { kill, operation, order, phase, type TimedFact, trial } from '../testing/evidence.ts';
import { judgeLostWrites } from './lost-writes.ts';

const judge = (...facts: TimedFact[]): Answer =>
  judgeLostWrites(claim.noLostWrites(order), trial(phase({ to: 60 }, ...facts)));

test('a reader is shown the write of unknown outcome that was under way at the kill, beside what disproves', () => {
  const cut = operation('write', 2.99, { value: 'w', outcome: 'unknown' });
  const torn = operation('read', 31, { value: 'wv' });
  const { telling = [], observed } = judge(operation('write', 1), cut, ...kill(), torn);
  assert.deepEqual(
    telling.map((record) => (record.kind === 'operation' ? `${record.op} ${record.value}` : record.kind)),
    ['write v', 'fault-bit', 'write w', 'read wv'],
  );
  assert.match(observed, /^1 key showed a value that was never written, 0 of 1 acknowledged write lost/);
});

test('what was observed begins with what disproves', () => {
  const [write, absent] = [operation('write', 1), operation('read', 4, { value: null })];
  assert.match(judge(write, absent).observed, /^1 of 1 acknowledged write lost/);
  assert.match(judge(write, operation('delete', 2), operation('read', 4)).observed, /^1 deleted key came back, 0 of 1/);
  const refused = judge(operation('write', 1, { outcome: 'failed' }), operation('read', 2));
  assert.match(refused.observed, /^1 key showed a value that was refused, 0 of 0/);
});

test('the sentence that stands alone tells of two faults why they could not hurt, or how many more there were', () => {
  const early = (count: number): TimedFact[] =>
    Array.from({ length: count }, (_, n) =>
      kill({ lease: `lease-${n}`, bit: 0.1 * (n + 1), undone: 0.1 * (n + 1) }),
    ).flat();
  const because = (count: number): readonly string[] =>
    judge(...early(count), operation('write', 1), operation('read', 4)).because;
  const [one = '', two = '', three = ''] = [1, 2, 3].map((count) => because(count)[0]);
  assert.match(one, /^no fault could have hurt what is owed: kill api 1 came at 100ms, .* at 1.01s$/);
  assert.match(two, /^no fault could have hurt what is owed: .* came at 100ms, .*; kill api 1 came at 200ms, .*$/);
  assert.match(three, /^no fault could have hurt what is owed: .* came at 100ms, .*; nor could 2 others$/);
  assert.deepEqual([because(2).length, because(3).length], [1, 3]);
});
