import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { quantileOf, stallWaits, waitMs } from './stall-truth.ts';

describe('what users feel of a stall', () => {
  it('who arrives before it does not wait, who arrives in it waits until its end', () => {
    assert.deepEqual([0, 8999, 9000, 9001, 9999, 10_000].map(waitMs), [0, 0, 1000, 999, 1, 0]);
  });

  it('a tenth of all waits, evenly spread over the second', () => {
    const waits = stallWaits(1000);
    assert.equal(waits.length, 10_000);
    assert.equal(waits.filter((ms) => ms > 0).length, 1000);
    assert.deepEqual(
      [0.5, 0.9, 0.95, 0.99, 0.999, 1].map((q) => quantileOf(waits, q)),
      [0, 0, 500, 900, 990, 1000],
    );
  });

  it('is the same wherever in a period the measurement begins', () => {
    for (const offsetMs of [1, 5000, 9500]) {
      const shifted = Array.from({ length: 10_000 }, (_, n) => waitMs(n + offsetMs)).sort((a, b) => a - b);
      assert.deepEqual(shifted, stallWaits(1000));
    }
  });

  it('a quantile of nothing is no number', () => assert.ok(Number.isNaN(quantileOf([], 0.5))));
});
