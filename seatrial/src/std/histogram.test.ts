import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Histogram } from './histogram.ts';

const MAX_US = 2 ** 36 - 1;
const time = fc.oneof(
  fc.integer({ min: 0, max: 300 }),
  fc.integer({ min: 0, max: 10_000_000 }),
  fc.integer({ min: 2 ** 31 - 1000, max: 2 ** 31 + 1000 }),
  fc.integer({ min: 2 ** 32 - 1000, max: 2 ** 32 + 1000 }),
  fc.integer({ min: 2 ** 35, max: MAX_US }),
);
const times = fc.array(time, { minLength: 1, maxLength: 200 });

function histogramOf(values: readonly number[]): Histogram {
  const histogram = new Histogram();
  for (const value of values) histogram.record(value);
  return histogram;
}

test('property: every quantile is within 0.4 % of the exact one of a sorted array', () => {
  fc.assert(
    fc.property(times, fc.integer({ min: 0, max: 1000 }), (values, perMille) => {
      const sorted = values.toSorted((a, b) => a - b);
      const exact = sorted[Math.max(1, Math.ceil((perMille * sorted.length) / 1000)) - 1] ?? Number.NaN;
      const found = histogramOf(values).quantile(perMille / 1000);
      assert.ok(Math.abs(found - exact) <= exact * 0.004, `p${perMille / 10}: ${found}, exactly ${exact}`);
    }),
  );
});

test('property: count, least, most and mean are exact', () => {
  fc.assert(
    fc.property(times, (values) => {
      const histogram = histogramOf(values);
      assert.equal(histogram.count, values.length);
      assert.equal(histogram.minUs, Math.min(...values));
      assert.equal(histogram.maxUs, Math.max(...values));
      assert.equal(histogram.meanUs, values.reduce((sum, value) => sum + value, 0) / values.length);
    }),
  );
});

test('property: merging parts is recording all of them, in any order and through JSON', () => {
  fc.assert(
    fc.property(fc.array(fc.array(time, { maxLength: 40 }), { maxLength: 6 }), (parts) => {
      const stored = parts.map((part) => JSON.parse(JSON.stringify(histogramOf(part).toData())));
      const whole = histogramOf(parts.flat()).toData();
      assert.deepEqual(Histogram.merge(stored).toData(), whole);
      assert.deepEqual(Histogram.merge(stored.toReversed()).toData(), whole);
    }),
  );
});

test('property: how many lie above a bound agrees with the quantiles', () => {
  fc.assert(
    fc.property(times, time, fc.constantFrom(0, 0.3, 0.7), (values, bound, fraction) => {
      const histogram = histogramOf(values);
      const above = histogram.countAbove(bound + fraction);
      const surely = values.filter((value) => value * 0.996 > bound + fraction).length;
      const maybe = values.filter((value) => value * 1.004 > bound + fraction).length;
      assert.ok(surely <= above && above <= maybe, `${surely} <= ${above} <= ${maybe}`);
    }),
  );
});

test('above a bound in the lower half of a bucket lies what that bucket stands for', () => {
  const histogram = histogramOf([1030]);
  assert.equal(histogram.countAbove(1025), 1); // the bucket 1024..1031 stands for 1027.5
  assert.equal(histogram.countAbove(1029), 0);
  assert.equal(histogram.countAbove(MAX_US * 2), 0);
});

test('a percentile asks for no value more than its share, whatever the division by 100 gives', () => {
  const thousand = histogramOf(Array.from({ length: 1000 }, (_, n) => (n < 999 ? 10 : 1_000_000)));
  assert.equal(thousand.quantile(99.9 / 100), 10);
  const hundred = histogramOf(Array.from({ length: 100 }, (_, n) => n + 1));
  for (let percent = 1; percent <= 100; percent++) assert.equal(hundred.quantile(percent / 100), percent);
});

test('an empty histogram has no figures, and stores as nothing', () => {
  const empty = new Histogram();
  for (const figure of [empty.minUs, empty.maxUs, empty.meanUs, empty.quantile(0.5)]) assert.ok(Number.isNaN(figure));
  assert.deepEqual(empty.toData(), { count: 0, sumUs: 0, minUs: 0, maxUs: 0, buckets: [] });
  assert.equal(empty.countAbove(0), 0);
  assert.deepEqual(Histogram.merge([empty.toData(), histogramOf([7]).toData()]).toData(), histogramOf([7]).toData());
});

test('what lies outside is counted at the edge, and reset forgets all', () => {
  const histogram = histogramOf([-5, 2 ** 40]);
  assert.equal(histogram.minUs, 0);
  assert.equal(histogram.maxUs, MAX_US);
  assert.equal(histogram.quantile(1), MAX_US);
  histogram.reset();
  assert.deepEqual(histogram.toData(), new Histogram().toData());
});
