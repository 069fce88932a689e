import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Random } from './random.ts';

function numbers(random: Random, count = 16): number[] {
  return Array.from({ length: count }, () => random.uint32());
}

test('property: the same seed and stream give the same sequence, another seed or stream another one', () => {
  fc.assert(
    fc.property(fc.maxSafeNat(), fc.maxSafeNat(), fc.string(), fc.string(), (seed, other, stream, name) => {
      assert.deepEqual(numbers(new Random(seed, stream)), numbers(new Random(seed, stream)));
      if (other !== seed) assert.notDeepEqual(numbers(new Random(other, stream)), numbers(new Random(seed, stream)));
      if (name !== stream) assert.notDeepEqual(numbers(new Random(seed, name)), numbers(new Random(seed, stream)));
    }),
  );
});

test('the sequence of a seed does not change from version to version', () => {
  assert.deepEqual(numbers(new Random(1, 'baseline/1'), 3), [70099716, 1206467396, 1416631832]);
});

test('seeds that differ beyond 32 bits differ', () => {
  assert.notDeepEqual(numbers(new Random(5)), numbers(new Random(5 + 2 ** 32)));
});

test('neighbouring streams do not follow each other', () => {
  const first = numbers(new Random(1, 'load/1'), 2000);
  const second = new Set(numbers(new Random(1, 'load/2'), 2000));
  assert.ok(first.filter((number) => second.has(number)).length <= 1);
});

test('property: every draw is in range', () => {
  fc.assert(
    fc.property(fc.nat(), fc.integer({ min: 1, max: 2 ** 32 }), (seed, bound) => {
      const random = new Random(seed);
      const below = random.below(bound);
      assert.ok(Number.isInteger(below) && below >= 0 && below < bound);
      const share = random.next();
      assert.ok(share >= 0 && share < 1);
    }),
  );
});

test('draws are even: no face of a die comes 5 % more or less often than the others', () => {
  const random = new Random(42);
  const counts = new Map<number, number>();
  const draws = 120_000;
  for (let n = 0; n < draws; n++) {
    const face = random.below(6);
    counts.set(face, (counts.get(face) ?? 0) + 1);
  }
  for (const count of counts.values()) assert.ok(Math.abs(count - draws / 6) < (draws * 0.05) / 6, String(count));
});

test('bytes are as many as asked for and not all alike; a pick is one of the items', () => {
  const random = new Random(3);
  for (const length of [0, 1, 3, 4, 5, 64]) assert.equal(random.bytes(length).length, length);
  assert.ok(new Set(random.bytes(64)).size > 32);
  assert.ok(['a', 'b', 'c'].includes(random.pick(['a', 'b', 'c'])));
});

test('what cannot be drawn is refused', () => {
  const random = new Random(1);
  assert.throws(() => random.pick([]), RangeError);
  for (const bound of [0, -1, Number.NaN, 2 ** 33]) assert.throws(() => random.below(bound), RangeError);
});
