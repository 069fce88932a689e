import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { absentAtFirst, explainedByBruteForce } from '../testing/brute-force.ts';
import { evidence, operation } from '../testing/evidence.ts';
import { KeyHistory } from './key-history.ts';

function history(...facts: Parameters<typeof evidence>): KeyHistory {
  return new KeyHistory([...evidence(...facts).operations()]);
}

const verdicts = (...facts: Parameters<typeof evidence>): string[] => {
  const key = history(...facts);
  return key.reads.map((read) => key.judge(read));
};

test('an acknowledged write is there afterwards', () => {
  assert.deepEqual(verdicts(operation('write', 1), operation('read', 2)), ['explained']);
  assert.deepEqual(verdicts(operation('write', 1), operation('read', 2, { value: null })), ['lost']);
  assert.deepEqual(verdicts(operation('write', 1), operation('write', 2, { value: 'w' }), operation('read', 3)), [
    'lost',
  ]);
});

test('a write that names no value leaves the key, and a read of the key shows it', () => {
  const nameless = operation('write', 1, { value: null });
  assert.deepEqual(verdicts(nameless, operation('read', 2, { value: 'k' })), ['explained']);
  assert.deepEqual(verdicts(nameless, operation('read', 2, { value: null })), ['lost']);
});

test('writes that overlap may have happened in either order; sharing an instant is overlapping', () => {
  const overlapping = [
    operation('write', 1, { value: 'a', endedUs: 2_000_000 }),
    operation('write', 2, { value: 'b', startedUs: 2_000_000, endedUs: 3_000_000 }),
  ];
  for (const value of ['a', 'b'])
    assert.deepEqual(verdicts(...overlapping, operation('read', 4, { value })), ['explained']);
});

test('an unknown write may take effect long after it was given up', () => {
  const facts = [operation('write', 1, { value: 'late', outcome: 'unknown' }), operation('write', 5)];
  assert.deepEqual(verdicts(...facts, operation('read', 6, { value: 'late' })), ['explained']);
});

test('a refused write that is seen, and a value from nowhere or from the future', () => {
  assert.deepEqual(verdicts(operation('write', 1, { outcome: 'failed' }), operation('read', 2)), ['refused']);
  assert.deepEqual(verdicts(operation('write', 1), operation('read', 2, { value: 'x' })), ['phantom']);
  const early = operation('read', 1.5, { value: 'w' });
  assert.deepEqual(verdicts(operation('write', 1), early, operation('write', 2, { value: 'w' })), ['phantom']);
});

test('what was there before anybody wrote is learned from reading it first', () => {
  const old = operation('read', 0.5, { value: 'old' });
  const overlapping = operation('read', 1.005, { value: 'old' });
  assert.deepEqual(verdicts(old, operation('write', 1), overlapping), ['explained', 'explained']);
  assert.deepEqual(verdicts(old, operation('write', 1), operation('read', 2, { value: 'old' })), ['explained', 'lost']);
});

test('a write that names no value may be read as anything; a read that names none may be of any write', () => {
  const nameless = operation('write', 1, { value: 'k', presenceOnly: true });
  const present = operation('read', 2, { value: 'k', presenceOnly: true });
  for (const read of [present, operation('read', 2), operation('read', 2, { value: 'k' })])
    assert.deepEqual(verdicts(nameless, read), ['explained']);
  assert.deepEqual(verdicts(operation('write', 1), present), ['explained']);
  assert.deepEqual(verdicts(nameless, operation('delete', 1.5), present), ['lost']);
  assert.deepEqual(verdicts(nameless, operation('read', 2, { value: null })), ['lost']);
});

test('how far a read is comparable: by its value, by presence, or not', () => {
  const compared = (write: object, read: object): string => {
    const key = history(operation('write', 1, write), operation('read', 2, read));
    return key.reads[0] ? key.comparison(key.reads[0]) : '';
  };
  const nameless = { value: 'k', presenceOnly: true };
  assert.equal(compared({}, {}), 'value');
  assert.equal(compared({ value: 'k' }, { value: 'k' }), 'value');
  assert.equal(compared({}, nameless), 'presence');
  assert.equal(compared(nameless, nameless), 'presence');
  assert.equal(compared(nameless, { value: 'k' }), 'presence');
  assert.equal(compared(nameless, { value: 'v' }), 'none');
});

test('what nobody looked at before may have been there: a value is from nowhere once something was acknowledged', () => {
  const refused = operation('write', 1, { outcome: 'failed' });
  const old = operation('read', 2, { value: 'old' });
  assert.deepEqual(verdicts(refused, old), ['explained']);
  assert.deepEqual(verdicts(refused, operation('read', 2, { value: 'k', presenceOnly: true })), ['explained']);
  assert.deepEqual(verdicts(operation('read', 0.5, { value: null }), refused, old), ['explained', 'phantom']);
  assert.deepEqual(verdicts(operation('write', 1), old), ['phantom']);
});

test('a read that may be late is judged by what was acknowledged long enough before it', () => {
  const key = history(operation('write', 1), operation('write', 2, { value: 'w' }), operation('read', 2.5));
  const [read] = key.reads;
  assert.ok(read);
  assert.equal(key.judge(read), 'lost');
  assert.equal(key.judge(read, 400_000), 'lost');
  assert.equal(key.judge(read, 500_000), 'explained');
});

test('what is owed: a write, a delete, or neither where the other may have come last', () => {
  assert.equal(history(operation('write', 1)).owed, 'write');
  assert.equal(history(operation('write', 1), operation('delete', 2)).owed, 'delete');
  assert.equal(history(operation('write', 1), operation('delete', 2, { outcome: 'unknown' })).owed, null);
  assert.equal(history(operation('write', 1), operation('delete', 2, { outcome: 'failed' })).owed, 'write');
  assert.equal(history(operation('delete', 1), operation('write', 2)).owed, 'write');
  assert.equal(history(operation('delete', 1), operation('write', 2, { outcome: 'unknown' })).owed, null);
  assert.equal(history(operation('write', 1, { outcome: 'unknown' })).owed, null);
});

const drawn = fc.record({
  op: fc.constantFrom('write', 'write', 'delete', 'read'),
  value: fc.constantFrom('a', 'b', 'c'),
  outcome: fc.constantFrom('ok', 'ok', 'unknown', 'failed'),
  startedUs: fc.nat(12),
  lasts: fc.nat(5),
  absent: fc.boolean(),
  nameless: fc.nat(5).map((n) => n === 0),
});

test('property: a read is explained just when brute force finds an order of events', () => {
  fc.assert(
    fc.property(fc.array(drawn, { minLength: 2, maxLength: 6 }), (parts) => {
      const facts = parts.map(({ op, value, outcome, startedUs, lasts, absent, nameless }) => {
        const shows = op === 'delete' || (op === 'read' && absent) ? null : value;
        const presence = nameless && shows !== null ? { presenceOnly: true as const } : {};
        const span = { startedUs: startedUs + 2, endedUs: startedUs + 2 + lasts };
        return operation(op, 0, { value: shows, outcome, ...span, ...presence });
      });
      const key = history(...absentAtFirst, ...facts);
      const operations = [...evidence(...facts).operations()];
      const mutations = operations.filter((one) => one.op !== 'read' && one.outcome !== 'failed');
      for (const read of key.reads) {
        assert.equal(key.judge(read) === 'explained', explainedByBruteForce(mutations, read));
      }
    }),
    { numRuns: 2000 },
  );
});
