import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { scaleFor, shareOf, timeTicks } from './scale.ts';

test('a linear axis starts at 0 and ends at a round value', () => {
  assert.deepEqual(scaleFor([3, 254], true).kind, 'log');
  assert.deepEqual(scaleFor([30, 254], true).ticks, [0, 100, 200, 300]);
  assert.deepEqual(scaleFor([], true).ticks, [0, 0.25, 0.5, 0.75, 1]);
});

test('a wide span is logarithmic between round values, and 0 never is', () => {
  assert.deepEqual(scaleFor([3, 160], true).ticks, [2, 5, 10, 20, 50, 100, 200]);
  assert.deepEqual(scaleFor([0.5, 1e6], true).ticks, [1, 10, 100, 1000, 10_000, 100_000, 1_000_000]);
  assert.equal(scaleFor([0, 160], true).kind, 'linear');
  assert.equal(scaleFor([3, 160], false).kind, 'linear');
});

test('every value stands inside its axis, larger ones not lower', () => {
  const values = fc.array(fc.double({ min: 0, max: 1e9, noNaN: true }), { minLength: 1 });
  fc.assert(
    fc.property(values, fc.boolean(), (unsorted, logAllowed) => {
      const scale = scaleFor([...unsorted, Number.NaN], logAllowed);
      const shares = unsorted.toSorted((a, b) => a - b).map((value) => shareOf(scale, value));
      assert.ok(shares.every((share, index) => share >= (shares[index - 1] ?? 0) && share <= 1));
      assert.ok(scale.ticks.length <= 9 || scale.kind === 'log');
      assert.ok(Math.max(...unsorted) <= scale.high * 1.001);
    }),
    { examples: [[[5e-324], false]] },
  );
});

test('time ticks are round and few', () => {
  assert.deepEqual(timeTicks(90e6), [0, 30e6, 60e6, 90e6]);
  for (const seconds of [0.2, 1, 7, 61, 3600, 100_000, 9e6])
    assert.ok(timeTicks(seconds * 1e6).length <= 6, `${seconds}`);
});
