import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { atLeast, greatestShare } from './binomial.ts';

const near = (a: number, b: number): void => assert.ok(Math.abs(a - b) < 1e-9, `${a} is not ${b}`);

test('what tables say', () => {
  near(atLeast(3, 3, 0.5), 0.125);
  near(atLeast(2, 4, 0.5), 11 / 16);
  near(atLeast(1, 100, 0.01), 1 - 0.99 ** 100);
  near(greatestShare(0, 100, 0.01), 1 - 0.01 ** (1 / 100));
  assert.deepEqual([atLeast(0, 0, 0), atLeast(1, 10, 0), atLeast(10, 10, 1), atLeast(11, 10, 0.5)], [1, 0, 1, 0]);
  assert.deepEqual([greatestShare(0, 0, 0.01), greatestShare(5, 5, 0.01)], [1, 1]);
});

test('property: it is the sum of its terms, also for many trials', () => {
  const drawn = fc.tuple(fc.integer({ min: 1, max: 400 }), fc.nat(400), fc.double({ min: 0.001, max: 0.999, noNaN: true }));
  fc.assert(
    fc.property(drawn, ([trials, hits, share]) => {
      let term = (1 - share) ** trials;
      let below = 0;
      for (let k = 0; k < Math.min(hits, trials + 1); k++) {
        below += term;
        term *= ((trials - k) / (k + 1)) * (share / (1 - share));
      }
      if ((1 - share) ** trials > 1e-250) near(atLeast(hits, trials, share), Math.max(0, 1 - below));
    }),
  );
});

test('property: the greatest share is the one that makes so few hits just unlikely', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2000 }), fc.nat(50), (trials, hits) => {
      if (hits < trials) near(1 - atLeast(hits + 1, trials, greatestShare(hits, trials, 0.01)), 0.01);
    }),
  );
});
