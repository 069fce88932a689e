import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { evidence, operation } from './fixtures.ts';
import { KeyHistory, type Operation } from './key-history.ts';

/**
 * The rule by brute force: every subset of the unknown mutations that may have happened, every order of those and the
 * read that keeps real time, and what the register then shows. Slow and obvious; for tiny histories.
 */
function explainedByBruteForce(mutations: readonly Operation[], read: Operation): boolean {
  const sure = mutations.filter((mutation) => mutation.outcome === 'ok');
  const maybe = mutations.filter((mutation) => mutation.outcome === 'unknown');
  for (let mask = 0; mask < 2 ** maybe.length; mask++) {
    const chosen = maybe.filter((_, index) => mask & (1 << index));
    if (orders([...sure, ...chosen, read]).some((order) => shown(order, read) === read.value)) return true;
  }
  return false;
}

const end = (one: Operation): number => (one.outcome === 'unknown' ? Number.POSITIVE_INFINITY : one.endedUs);

/** Every order in which nothing stands before what ended before it began. */
function orders(operations: readonly Operation[]): Operation[][] {
  if (operations.length === 0) return [[]];
  return operations.flatMap((first) => {
    const rest = operations.filter((one) => one !== first);
    if (rest.some((one) => end(one) < first.startedUs)) return [];
    return orders(rest).map((order) => [first, ...order]);
  });
}

function shown(order: readonly Operation[], read: Operation): string | null {
  const last = order[order.indexOf(read) - 1];
  return last === undefined || last.f === 'delete' ? null : last.value;
}

function history(...facts: Parameters<typeof evidence>): KeyHistory {
  return new KeyHistory(evidence(...facts).of('operation'));
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

test('what must be present: not after a delete that happened or may have', () => {
  assert.equal(history(operation('write', 1)).mustBePresent, true);
  assert.equal(history(operation('write', 1), operation('delete', 2)).mustBePresent, false);
  assert.equal(history(operation('write', 1), operation('delete', 2, { outcome: 'unknown' })).mustBePresent, false);
  assert.equal(history(operation('write', 1), operation('delete', 2, { outcome: 'failed' })).mustBePresent, true);
  assert.equal(history(operation('delete', 1), operation('write', 2)).mustBePresent, true);
  assert.equal(history(operation('write', 1, { outcome: 'unknown' })).mustBePresent, false);
});

const drawn = fc.record({
  f: fc.constantFrom('write', 'write', 'delete', 'read'),
  value: fc.constantFrom('a', 'b', 'c'),
  outcome: fc.constantFrom('ok', 'ok', 'unknown', 'failed'),
  startedUs: fc.nat(12),
  lasts: fc.nat(5),
  absent: fc.boolean(),
});

test('property: a read is explained just when brute force finds an order of events', () => {
  fc.assert(
    fc.property(fc.array(drawn, { minLength: 2, maxLength: 6 }), (parts) => {
      const facts = parts.map(({ f, value, outcome, startedUs, lasts, absent }) => {
        const shows = f === 'delete' || (f === 'read' && absent) ? null : value;
        return operation(f, 0, { value: shows, outcome, startedUs: startedUs + 1, endedUs: startedUs + 1 + lasts });
      });
      const key = history(
        ...facts,
        operation('write', 0, { startedUs: 0, endedUs: 0, outcome: 'failed', value: 'no' }),
      );
      const mutations = evidence(...facts)
        .of('operation')
        .filter((one) => one.f !== 'read' && one.outcome !== 'failed');
      for (const read of key.reads) {
        assert.equal(key.judge(read) === 'explained', explainedByBruteForce(mutations, read));
      }
    }),
    { numRuns: 2000 },
  );
});
