import assert from 'node:assert/strict';
import { test } from 'node:test';
import { wilson } from './wilson.ts';

const rounded = (hits: number, of: number): number[] => {
  const { low, high } = wilson(hits, of);
  return [low, high].map((value) => Math.round(value * 1000) / 1000);
};

test('it is the interval that statisticians print', () => {
  assert.deepEqual(rounded(8, 10), [0.49, 0.943]);
  assert.deepEqual(rounded(170, 200), [0.794, 0.893]);
});

test('at the ends it stays between 0 and 1, and knows nothing of nothing', () => {
  assert.deepEqual(rounded(0, 4), [0, 0.49]);
  assert.deepEqual(rounded(4, 4), [0.51, 1]);
  assert.deepEqual(rounded(0, 0), [0, 1]);
});
