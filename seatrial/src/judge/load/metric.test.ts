import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { MetricReading } from '../../evidence/records.ts';
import { claim } from '../../plan/claims/claim.ts';
import { errors, iterations, order, phase, seconds, type TimedFact, timesMs, trial } from '../testing/evidence.ts';
import { judgeMetric } from './metric.ts';

/** One window's reading of `basket`. */
function reading(at: number, given: MetricReading, metric = 'basket'): TimedFact {
  const span = { fromUs: seconds(at - 1), toUs: seconds(at), atUs: seconds(at) };
  return { kind: 'metric', phase: 'baseline', journey: 'order', metric, ...span, ...given };
}

function verdictOn(threshold: string, ...facts: TimedFact[]) {
  const { verdict, observed, because } = judgeMetric(
    claim.metric(order, 'basket', threshold),
    trial(phase({}, ...facts)),
  );
  return { verdict, observed, because };
}

test('a counter is a sum, and a rate over the measured time', () => {
  const counted = [reading(1, { type: 'counter', sum: 30 }), reading(2, { type: 'counter', sum: 20 })];
  assert.equal(verdictOn('count>=50', ...counted).verdict, 'proven');
  assert.equal(verdictOn('count>50', ...counted).verdict, 'disproven');
  assert.equal(verdictOn('rate>=5/s', ...counted).verdict, 'proven');
  assert.equal(verdictOn('rate>5/s', ...counted).observed, 'rate = 5 of 50 counted, a second');
});

test('a gauge is the last level, the least and the most', () => {
  const levels = [
    reading(1, { type: 'gauge', last: 5, least: -2, most: 9 }),
    reading(2, { type: 'gauge', last: 4, least: 3, most: 7 }),
  ];
  for (const threshold of ['value==4', 'min==-2', 'max==9'])
    assert.equal(verdictOn(threshold, ...levels).verdict, 'proven');
  assert.equal(verdictOn('max<9', ...levels).verdict, 'disproven');
});

test('a rate is the share of what was so', () => {
  const samples = [
    reading(1, { type: 'rate', passes: 90, fails: 10 }),
    reading(2, { type: 'rate', passes: 100, fails: 0 }),
  ];
  assert.equal(verdictOn('rate>=95%', ...samples).verdict, 'proven');
  assert.equal(verdictOn('rate>0.95', ...samples).verdict, 'disproven');
  assert.equal(verdictOn('count==190', ...samples).verdict, 'proven');
});

test('a trend is a distribution, merged over windows', () => {
  const samples = [
    reading(1, { type: 'trend', values: timesMs(100, 100, 100) }),
    reading(2, { type: 'trend', values: timesMs(900, 900) }),
  ];
  assert.equal(verdictOn('avg==420', ...samples).verdict, 'proven');
  assert.equal(verdictOn('med<101', ...samples).verdict, 'proven');
  assert.equal(verdictOn('p(99)<500ms', ...samples).verdict, 'disproven');
  assert.equal(verdictOn('max==900', ...samples).observed, 'max = 900 of 5 samples');
});

test('what was never measured is unproven, and says what was', () => {
  const { verdict, observed, because } = verdictOn('count>1', reading(1, { type: 'counter', sum: 1 }, 'bascket'));
  assert.deepEqual([verdict, observed], ['unproven', 'nothing']);
  assert.match(because[0] ?? '', /'basket' of 'order' was never measured; what was: 'bascket'/);
});

test('a bound that this kind of metric cannot have is unproven', () => {
  const { verdict, because } = verdictOn('p(95)<5', reading(1, { type: 'counter', sum: 1 }));
  assert.equal(verdict, 'unproven');
  assert.match(because[0] ?? '', /'basket' is a counter/);
});

test('a name for different kinds of things is unproven', () => {
  const mixed = [reading(1, { type: 'counter', sum: 1 }), reading(2, { type: 'rate', passes: 1, fails: 0 })];
  assert.equal(verdictOn('count>=1', ...mixed).verdict, 'unproven');
});

test('a phase that did not end leaves it unproven at best', () => {
  const facts = phase({ end: null }, reading(1, { type: 'counter', sum: 9 }));
  assert.equal(judgeMetric(claim.metric(order, 'basket', 'count>1'), trial(facts)).verdict, 'unproven');
});

test('unproven: a count or a maximum that what is missing could still have brought to its bound', () => {
  const cut = (threshold: string, given: MetricReading) =>
    judgeMetric(
      claim.metric(order, 'basket', threshold),
      trial(phase({ end: { outcome: 'interrupted' } }, reading(1, given))),
    ).verdict;
  assert.equal(cut('count>100', { type: 'counter', sum: 5 }), 'unproven');
  assert.equal(cut('max>9', { type: 'gauge', last: 5, least: 5, most: 5 }), 'unproven');
  assert.equal(cut('max<4', { type: 'gauge', last: 5, least: 5, most: 5 }), 'disproven');
});

test('unproven: what iterations that threw did not come to measure might break the bound', () => {
  const threw = (count: number) => [
    iterations(100, { failed: count }),
    errors(count, { step: 'iteration', of: 'iteration', cause: 'journey threw', example: 'reset' }),
  ];
  const trend = reading(1, { type: 'trend', values: timesMs(...Array(90).fill(10)) });
  const rate = (passes: number, fails: number) => reading(1, { type: 'rate', passes, fails });
  const counter = reading(1, { type: 'counter', sum: 90 });
  const gauge = reading(1, { type: 'gauge', last: 5, least: 5, most: 5 });
  const cases: [string, TimedFact, string][] = [
    ['rate>=95%', rate(90, 0), 'unproven'],
    ['rate>=80%', rate(90, 0), 'proven'],
    ['rate<=5%', rate(0, 90), 'unproven'],
    ['rate<=20%', rate(0, 90), 'proven'],
    ['count<=5', rate(0, 90), 'unproven'],
    ['p(95)<50', trend, 'unproven'],
    ['med<50', trend, 'proven'],
    ['max<50', trend, 'unproven'],
    ['max>9', trend, 'proven'],
    ['count<=90', counter, 'unproven'],
    ['count>=90', counter, 'proven'],
    ['rate>=9/s', counter, 'proven'],
    ['value==5', gauge, 'unproven'],
    ['max>=5', gauge, 'proven'],
  ];
  for (const [threshold, measure, verdict] of cases) {
    assert.equal(verdictOn(threshold, measure, ...threw(10)).verdict, verdict, threshold);
    assert.equal(verdictOn(threshold, measure, iterations(90)).verdict, 'proven', threshold);
  }
  assert.match(
    verdictOn('rate>=95%', rate(90, 0), ...threw(10)).because[0] ?? '',
    /^10 of 100 iterations did not come to their end \(10 threw\); what they may not have come to measure could break/,
  );
});

test('a counter of failures that was never raised is told how to say 0', () => {
  const why = (threshold: string) => verdictOn(threshold).because.join();
  assert.match(why('count==0'), /never measured; where it counts .*: t\.metric\.count\('basket', 0\)$/);
  assert.match(why('count<5'), /t\.metric\.count\('basket', 0\)/);
  assert.doesNotMatch(why('count>0'), /t\.metric\.count/);
  assert.doesNotMatch(why('p(95)<5'), /t\.metric\.count/);
  assert.equal(verdictOn('count==0', reading(1, { type: 'counter', sum: 0 })).verdict, 'proven');
});
