import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { exponential, normal, uniform } from './distribution.ts';
import { Random } from './random.ts';

const DRAWS = 20_000;
const seeds = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const means = fc.double({ min: 0.001, max: 1e6, noNaN: true });

/** Mean and standard deviation of many draws. */
function momentsOf(draw: () => number): { mean: number; deviation: number; least: number; most: number } {
  const values = Array.from({ length: DRAWS }, draw);
  const mean = values.reduce((sum, value) => sum + value, 0) / DRAWS;
  const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / DRAWS);
  return { mean, deviation, least: Math.min(...values), most: Math.max(...values) };
}

/** Within five standard errors: a right generator fails once in some million times. */
function near(seen: number, expected: number, deviation: number): void {
  const tolerance = (5 * deviation) / Math.sqrt(DRAWS);
  assert.ok(Math.abs(seen - expected) <= tolerance, `${seen} is not ${expected} within ${tolerance}`);
}

test('uniform numbers stay between their ends and meet in the middle', () => {
  fc.assert(
    fc.property(seeds, means, means, (seed, from, width) => {
      const random = new Random(seed);
      const { mean, least, most } = momentsOf(() => uniform(random, from, from + width));
      near(mean, from + width / 2, width / Math.sqrt(12));
      assert.ok(least >= from && most <= from + width);
    }),
    { numRuns: 30 },
  );
});

test('exponential numbers have their mean, the same deviation, and are never negative', () => {
  fc.assert(
    fc.property(seeds, means, (seed, expected) => {
      const random = new Random(seed);
      const { mean, deviation, least } = momentsOf(() => exponential(random, expected));
      near(mean, expected, expected);
      near(deviation, expected, 2 * expected);
      assert.ok(least >= 0);
    }),
    { numRuns: 30 },
  );
});

test('normal numbers have their mean and deviation', () => {
  fc.assert(
    fc.property(seeds, means, means, (seed, expected, spread) => {
      const random = new Random(seed);
      const { mean, deviation } = momentsOf(() => normal(random, expected, spread));
      near(mean, expected, spread);
      near(deviation, spread, spread);
    }),
    { numRuns: 30 },
  );
});
