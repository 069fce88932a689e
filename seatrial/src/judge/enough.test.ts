import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type MetricType, parseThreshold, type Threshold } from '../std/threshold.ts';
import { demand, enoughForShare, enoughForTimes, isSingleAmongFew, madeDoWith, tooFew } from './enough.ts';

function read(text: string, metric: MetricType): Threshold {
  const parsed = parseThreshold(text, metric);
  if (!parsed.ok) throw new Error(parsed.problem);
  return parsed.threshold;
}

test('a share needs about 3 / p samples: with fewer, a broken bound may well show nothing', () => {
  const needed = { 'rate<1%': 299, 'rate<=1%': 299, 'rate<0.1%': 2995, 'rate<5%': 59, 'rate<0.001%': 299_572 };
  for (const [text, samples] of Object.entries(needed)) {
    assert.equal(enoughForShare(read(text, 'rate')), samples, text);
    const { bound } = read(text, 'rate');
    assert.ok((1 - bound) ** samples <= 0.05 && (1 - bound) ** (samples - 1) > 0.05, text);
  }
  assert.equal(enoughForShare(read('rate>=99%', 'rate')), 299);
  assert.equal(enoughForShare(read('rate>=99.9%', 'rate')), 2995);
});

test('none, all and a number are what was seen, of however many', () => {
  for (const text of ['rate==0', 'rate<=0', 'count==0', 'count<5', 'rate>=100%'])
    assert.equal(enoughForShare(read(text, 'rate')), 1, text);
});

test('a percentile is a share of times beyond it; no figure of times is made of fewer than 20', () => {
  const needed = { 'p(95)<1s': 59, 'p(99)<1s': 299, 'p(99.9)<1s': 2995, 'p(5)>1ms': 59, 'med<1s': 20, 'max<1s': 20 };
  for (const [text, samples] of Object.entries(needed))
    assert.equal(enoughForTimes(read(text, 'trend')), samples, text);
});

test('one bad sample of fewer than 1 / p is luck, and of none there is no share', () => {
  assert.ok(isSingleAmongFew(1, 99, 0.01));
  assert.ok(!isSingleAmongFew(1, 100, 0.01));
  assert.ok(!isSingleAmongFew(2, 99, 0.01));
  assert.ok(!isSingleAmongFew(1, 5, 0));
});

test('what the plan asks for is said openly', () => {
  const own = demand(40, 299);
  assert.deepEqual(madeDoWith(40, 'request', own), [
    'judged from 40 requests because the plan says minSamples: 40; without it 299 are needed',
  ]);
  assert.deepEqual(madeDoWith(300, 'request', own), []);
  assert.deepEqual(madeDoWith(40, 'request', demand(undefined, 20)), []);
  assert.equal(tooFew(3, 'request', own, 'rate<1%'), 'there were 3 requests, and the claim asks for 40');
});
