import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { quantileUs } from './quantile.ts';

describe('quantiles of recorded histograms', () => {
  it('are exact where a bucket is one microsecond', () => {
    const histogram = { count: 4, buckets: [10, 1, 10, 2, 235, 1] };
    assert.deepEqual(
      [0, 0.25, 0.5, 0.75, 1].map((q) => quantileUs([histogram], q)),
      [10, 10, 20, 20, 255],
    );
  });

  it('are the middle of a bucket above', () => {
    // 1000 is in the octave of 512, whose buckets are 4 wide: bucket 250 of the values from 1000 to 1003.
    assert.equal(quantileUs([{ count: 1, buckets: [(9 - 7) * 128 + 1000 / 4, 1] }], 0.5), 1001.5);
  });

  it('are taken over all histograms together', () => {
    const [early, late] = [
      { count: 3, buckets: [5, 3] },
      { count: 1, buckets: [7, 1] },
    ];
    assert.equal(quantileUs([early, late], 0.75), 5);
    assert.equal(quantileUs([late, early], 0.76), 7);
  });

  it('of nothing are no number', () => assert.ok(Number.isNaN(quantileUs([], 0.5))));
});
