import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Ledger } from '../evidence/ledger.ts';
import { type Claim, claim } from '../plan/claims/claim.ts';
import { judgeClaims } from './judge.ts';
import {
  arrivals,
  checks,
  errors,
  loadSpan,
  order,
  phase,
  type TimedFact,
  timesMs,
  trial,
  window,
} from './testing/evidence.ts';

const many = (count: number, ms: number, name: string, failed = 0): TimedFact =>
  window(Array(count).fill(ms), { phase: name, failed });
const two = (baseline: TimedFact[], spike: TimedFact[]): Ledger =>
  trial([...phase({}, ...baseline), ...phase({ name: 'spike', from: 10, to: 20 }, ...spike)]);

function judge(one: Claim, ledger: Ledger) {
  const [finding] = judgeClaims([one], ledger);
  if (!finding) throw new Error('no finding');
  return finding;
}

test('disproven: a calm baseline does not make up for a broken spike, and each sentence names its phase', () => {
  const ledger = two([many(10_000, 10, 'baseline')], [many(300, 2000, 'spike', 150), errors(150, { phase: 'spike' })]);
  const latency = judge(claim.latency(order, 'p(95)<100ms'), ledger);
  assert.equal(latency.verdict, 'disproven');
  assert.match(
    latency.observed,
    /^p\(95\) = 2s of 300 requests .* in phase 'spike'; p\(95\) = 10ms of 10,000 .* in phase 'baseline'$/,
  );
  for (const sentence of latency.because) assert.match(sentence, /^phase '(spike|baseline)': /);
  assert.equal(judge(claim.errors(order, 'rate<5%'), ledger).verdict, 'disproven');
  assert.equal(judge(claim.latency(order, 'p(95)<100ms', { pooled: true }), ledger).verdict, 'proven');
  assert.equal(judge(claim.errors(order, 'rate<5%', { pooled: true }), ledger).verdict, 'proven');
});

test('unproven: too little in one phase, unless the phases are judged as one', () => {
  const ledger = two([many(1000, 10, 'baseline')], [many(20, 10, 'spike')]);
  const finding = judge(claim.errors(order, 'rate<1%'), ledger);
  assert.equal(finding.verdict, 'unproven');
  assert.match(
    finding.because[0] ?? '',
    /^phase 'spike': there were 20 requests, too few to show rate<1%: at least 299/,
  );
  assert.equal(judge(claim.errors(order, 'rate<1%', { pooled: true }), ledger).verdict, 'proven');
  const silent = two([many(1000, 10, 'baseline')], []);
  assert.match(
    judge(claim.latency(order, 'p(95)<1s'), silent).because[0] ?? '',
    /^phase 'spike': no request was completed/,
  );
});

test('a count is of all phases together', () => {
  const ledger = two([many(600, 10, 'baseline', 3)], [many(600, 10, 'spike', 3)]);
  assert.equal(judge(claim.errors(order, 'count<5'), ledger).verdict, 'disproven');
  assert.equal(judge(claim.throughput(order, 'count>1000'), ledger).verdict, 'proven');
});

test('checks are judged in each phase; reading back without a check is none', () => {
  const half = two([checks(9900, 0)], [checks(50, 50, { phase: 'spike' })]);
  const mostly = claim.checks(order, { atLeast: '99%' });
  assert.equal(judge(mostly, half).verdict, 'disproven');
  assert.equal(judge(claim.checks(order, { atLeast: '99%', pooled: true }), half).verdict, 'proven');
  assert.equal(judge(mostly, two([checks(9900, 0)], [])).verdict, 'unproven');
  const back = phase({ name: 'back', action: 'read-back', from: 10, to: 11 });
  assert.equal(judge(mostly, trial([...phase({}, checks(9900, 0)), ...back])).verdict, 'proven');
});

test('rates of phases are judged each, and loads at the same time are one load', () => {
  const load = (name: string, from: number): TimedFact[] => [
    many(1000, 10, name),
    loadSpan(from, from + 10, { phase: name }),
    arrivals({ phase: name, due: 1000, started: 1000 }),
  ];
  const inTurn = two(load('baseline', 0), load('spike', 10));
  assert.equal(judge(claim.throughput(order, 'rate<120/s'), inTurn).verdict, 'proven');
  const slow = two(load('baseline', 0), [many(400, 10, 'spike'), loadSpan(10, 20, { phase: 'spike' })]);
  assert.equal(judge(claim.throughput(order, 'rate>60/s'), slow).verdict, 'disproven');
  assert.equal(judge(claim.throughput(order, 'rate>60/s', { pooled: true }), slow).verdict, 'proven');
  const together = trial([...phase({}, ...load('baseline', 0)), ...phase({ name: 'b' }, ...load('b', 0))]);
  const finding = judge(claim.throughput(order, 'rate<120/s'), together);
  assert.deepEqual([finding.verdict, finding.observed], ['disproven', 'rate = 200/s of successful requests']);
  assert.equal(judge(claim.throughput(order, 'rate>150/s'), together).verdict, 'proven');
});

test('own measures likewise: shares and distributions by phase, totals and levels of all', () => {
  const reading = (name: string, given: object): TimedFact =>
    ({
      kind: 'metric',
      phase: name,
      journey: 'order',
      metric: 'basket',
      fromUs: 0,
      toUs: 1_000_000,
      atUs: 1_000_000,
      ...given,
    }) as TimedFact;
  const trend = (name: string, ms: number) =>
    reading(name, { type: 'trend', values: timesMs(...Array(name === 'spike' ? 100 : 5000).fill(ms)) });
  const trends = two([trend('baseline', 10)], [trend('spike', 900)]);
  assert.equal(judge(claim.metric(order, 'basket', 'p(95)<100'), trends).verdict, 'disproven');
  assert.equal(judge(claim.metric(order, 'basket', 'p(95)<100', { pooled: true }), trends).verdict, 'proven');
  const counter = (name: string, sum: number) => reading(name, { type: 'counter', sum });
  const counted = two([counter('baseline', 30)], [counter('spike', 30)]);
  assert.equal(judge(claim.metric(order, 'basket', 'count>50'), counted).verdict, 'proven');
  assert.equal(judge(claim.metric(order, 'basket', 'rate<4/s'), two([counter('baseline', 30)], [])).verdict, 'proven');
});

test('of many phases, the worst are shown', () => {
  const phases = Array.from({ length: 9 }, (_, index) =>
    phase({ name: `p${index}`, from: index, to: index + 1 }, many(100, 10 * (index + 1), `p${index}`)),
  );
  const finding = judge(claim.latency(order, 'p(95)<1s'), trial(phases.flat()));
  assert.match(finding.observed, /^p\(95\) = 90ms .* in phase 'p8'; .* in phase 'p7'; 7 more phases, each no worse$/);
  assert.equal(finding.because.at(-1), '4 more phases, each no worse');
});
