import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Histogram } from '../../../std/histogram.ts';
import { Metrics } from './metrics.ts';

test('a trend keeps values up to its limit as they are, and refuses those above it', () => {
  const metrics = new Metrics();
  const most = 68_719_476;
  metrics.trend('big', most);
  for (const value of [most + 1, 1e9, Number.MAX_VALUE, Number.POSITIVE_INFINITY])
    assert.throws(() => metrics.trend('big', value), {
      name: 'DoubtfulValue',
      message: `t.metric.trend('big'): ${value} cannot be measured; give a positive number up to 68719476, in a larger unit where it is more`,
    });
  assert.throws(() => metrics.trend('big', Number.NaN), /NaN cannot be measured/);
  const [reading] = metrics.take();
  assert.ok(reading?.type === 'trend');
  assert.deepEqual([reading.values.count, Histogram.merge([reading.values]).maxUs], [1, most * 1000]);
});

test('other metrics keep numbers of any size', () => {
  const metrics = new Metrics();
  metrics.count('bytes', 1e12);
  metrics.gauge('bytes', -1e12);
  assert.deepEqual(
    [...metrics.take()].map((reading) =>
      reading.type === 'counter' ? reading.sum : reading.type === 'gauge' && reading.least,
    ),
    [1e12, -1e12],
  );
});
