import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { absentAtFirst, explainedByBruteForce } from '../testing/brute-force.ts';
import { evidence, operation, seconds, type TimedFact } from '../testing/evidence.ts';
import { fateOf, type KeyFate } from './key-fate.ts';
import { KeyHistory, type OperationRecord } from './key-history.ts';

const absent = { value: null } as const;

function fate(calm: number, ...facts: TimedFact[]): KeyFate {
  return fateOf(new KeyHistory([...evidence(...facts).operations()]), seconds(calm));
}

/** `[lost, kept, late, untold]` as the seconds at which those reads began. */
function times({ lost, kept, late, untold }: KeyFate): unknown[] {
  const at = (read: OperationRecord | null): number | null => read && read.startedUs / 1_000_000;
  return [at(lost), at(kept), late.map(at), untold.map(at)];
}

test('the last read of what was acknowledged last decides; those before it that did not show it were late', () => {
  const write = operation('write', 1);
  assert.deepEqual(times(fate(0, write, operation('read', 2, absent))), [2, null, [], []]);
  assert.deepEqual(times(fate(0, write, operation('read', 2, absent), operation('read', 3))), [null, 3, [2], []]);
  assert.deepEqual(times(fate(0, write, operation('read', 2), operation('read', 3, absent))), [3, null, [], []]);
  const deleted = [write, operation('delete', 2)];
  assert.deepEqual(times(fate(0, ...deleted, operation('read', 3))), [3, null, [], []]);
  assert.deepEqual(times(fate(0, ...deleted, operation('read', 3), operation('read', 4, absent))), [null, 4, [3], []]);
});

test('reads during a fault decide nothing, unless they show what cannot be', () => {
  const write = operation('write', 1);
  assert.deepEqual(times(fate(5, write, operation('read', 4, absent))), [null, null, [], []]);
  const phantom = fate(5, write, operation('read', 4, { value: 'x' }), operation('read', 6));
  assert.equal(phantom.impossible?.kind, 'phantom');
});

test('what was changed again before anything showed it is untold: lost or late', () => {
  const facts = [operation('write', 1), operation('read', 2, absent), operation('write', 3, { value: 'w' })];
  const read = operation('read', 4, { value: 'w' });
  assert.deepEqual(times(fate(0, ...facts, read)), [null, 4, [], [2]]);
  assert.deepEqual(times(fate(0, ...facts, operation('read', 2.5), read)), [null, 4, [2], []]);
});

const drawn = fc.record({
  op: fc.constantFrom('write', 'write', 'delete', 'read', 'read'),
  value: fc.constantFrom('a', 'b'),
  outcome: fc.constantFrom('ok', 'ok', 'ok', 'unknown'),
  startedUs: fc.nat(12),
  lasts: fc.nat(4),
  absent: fc.boolean(),
});

test('property: lost is just what the last read shows after the calm and everything acknowledged, by brute force', () => {
  fc.assert(
    fc.property(fc.array(drawn, { minLength: 2, maxLength: 6 }), fc.nat(12), (parts, calmUs) => {
      const facts = parts.map(({ op, value, outcome, startedUs, lasts, absent: gone }) => {
        const shows = op === 'delete' || (op === 'read' && gone) ? null : value;
        return operation(op, 0, { value: shows, outcome, startedUs: startedUs + 2, endedUs: startedUs + 2 + lasts });
      });
      const operations = [...evidence(...absentAtFirst, ...facts).operations()];
      const history = new KeyHistory(operations);
      const { lost, kept, late } = fateOf(history, calmUs);
      const mutations = operations.filter(({ op, outcome }) => op !== 'read' && outcome !== 'failed');
      const sure = mutations.filter(({ outcome }) => outcome === 'ok');
      const sinceUs = Math.max(calmUs, ...sure.map(({ endedUs }) => endedUs));
      const last = history.reads.findLast((read) => read.startedUs > sinceUs);
      const verdict = last && history.judge(last);
      const right = last !== undefined && explainedByBruteForce(mutations, last);
      assert.equal(verdict === 'explained', right);
      assert.equal(kept, right ? last : null);
      assert.equal(lost, last && verdict === 'lost' ? last : null);
      for (const read of late) {
        assert.ok(read.startedUs > calmUs && !explainedByBruteForce(mutations, read));
      }
    }),
    { numRuns: 2000 },
  );
});
