import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { atLeast, atLeastOfAll } from './chances.ts';

const near = (a: number, b: number): void => assert.ok(Math.abs(a - b) < 1e-8, `${a} is not ${b}`);

test('binomial: what tables say', () => {
  near(atLeast(3, 3, 0.5), 0.125);
  near(atLeast(2, 4, 0.5), 11 / 16);
  near(atLeast(1, 100, 0.01), 1 - 0.99 ** 100);
  assert.deepEqual([atLeast(0, 0, 0), atLeast(1, 10, 0), atLeast(10, 10, 1), atLeast(11, 10, 0.5)], [1, 0, 1, 0]);
});

test('property: binomial is the sum of its terms', () => {
  const share = fc.double({ min: 0.001, max: 0.999, noNaN: true });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 90 }), fc.nat(91), share, (trials, hits, p) => {
      let term = (1 - p) ** trials;
      let below = 0;
      for (let k = 0; k < Math.min(hits, trials + 1); k++) {
        below += term;
        term *= ((trials - k) / (k + 1)) * (p / (1 - p));
      }
      if ((1 - p) ** trials > 1e-200) near(atLeast(hits, trials, p), Math.max(0, 1 - below));
    }),
  );
});

test('hypergeometric: what can be counted by hand', () => {
  near(atLeastOfAll(1, 1, 1, 3), 1 / 4);
  near(atLeastOfAll(2, 2, 2, 3), 1 / 10);
  near(atLeastOfAll(5, 20, 5, 60), 15504 / 24_040_016);
  assert.deepEqual([atLeastOfAll(0, 5, 0, 5), atLeastOfAll(1, 5, 0, 5), atLeastOfAll(3, 4, 5, 2)], [1, 0, 1]);
  near(atLeastOfAll(1000, 1000, 1000, 1000), 0);
});

test('property: hypergeometric is the share of all ways to draw', () => {
  const choose = (n: number, k: number): number => (k < 0 || k > n ? 0 : k === 0 ? 1 : (choose(n - 1, k - 1) * n) / k);
  fc.assert(
    fc.property(fc.nat(25), fc.nat(25), fc.nat(50), fc.nat(26), (trials, others, drawn, hits) => {
      const allHits = Math.min(drawn, trials + others);
      let ways = 0;
      for (let k = hits; k <= allHits; k++) ways += choose(trials, k) * choose(others, allHits - k);
      near(atLeastOfAll(hits, trials, allHits, others), ways / choose(trials + others, allHits));
    }),
  );
});
