import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ledgerOf } from '../../evidence/ledger.ts';
import type { EvidenceRecord, Fact } from '../../evidence/records.ts';
import { Histogram } from '../../std/histogram.ts';
import { fixtureRun, smallRun, taggedRun } from '../testing/small-run.ts';
import { faultFate, faultsOf } from './faults.ts';
import { errorsOf, phasesOf, rowsOf, timelineOf } from './series.ts';

function ledger(...facts: Fact[]) {
  return ledgerOf(facts.map((fact, index): EvidenceRecord => ({ ...fact, seq: index + 1, atUs: (index + 1) * 1e6 })));
}

function window(step: string, second: number, us: readonly number[]): Fact {
  const histogram = new Histogram();
  for (const value of us) histogram.record(value);
  const response = histogram.toData();
  const span = { phase: 'p', journey: 'j', step, fromUs: second * 1e6, toUs: (second + 1) * 1e6 };
  return {
    kind: 'window',
    ...span,
    count: us.length,
    failed: 0,
    bytesSent: 0,
    bytesReceived: 0,
    response,
    service: response,
  };
}

const start: Fact = { kind: 'phase-started', phase: 'p', action: 'load', subject: 'j', described: '1 user' };

test('a phase sums its windows by step, and requests leave iterations out', () => {
  const [phase] = phasesOf(smallRun().ledger);
  assert.equal(phase?.requests?.count, 3);
  assert.equal(phase?.requests?.failed, 1);
  assert.equal(phase?.requests?.rateRps, 0.2, 'successes, as a claim counts them');
  const [baseline] = phasesOf(fixtureRun().ledger);
  assert.deepEqual(baseline && rowsOf(baseline).map(({ name }) => name), [
    'create',
    'read',
    'all requests',
    'iteration',
  ]);
  const [create, read, all] = baseline ? rowsOf(baseline).map(({ sum }) => sum) : [];
  assert.equal((create?.count ?? 0) + (read?.count ?? 0), all?.count);
});

test('a request and a block of one name have rows of their own', () => {
  const block = { ...window('same', 0, [9000]), of: 'step' } as Fact;
  const [phase] = phasesOf(ledger(start, block, window('same', 0, [1000]), window('iteration', 0, [9000])));
  assert.deepEqual(
    phase?.steps.map(({ step, count }) => [step, count]),
    [
      ['same (step)', 1],
      ['same (request)', 1],
      ['iteration', 1],
    ],
  );
});

test('iterations stand for requests only where there are none', () => {
  const only = ledger(window('iteration', 0, [5000]));
  assert.equal(timelineOf(only)[0]?.count, 1);
  const both = ledger(window('iteration', 0, [5000]), window('get', 0, [1000, 2000]));
  assert.equal(timelineOf(both)[0]?.count, 2);
});

test('the timeline merges what overlaps and keeps every request when it is made coarser', () => {
  const seconds = Array.from({ length: 50 }, (_, second) => window('get', second, [1000 * (second + 1)]));
  const fine = timelineOf(ledger(...seconds));
  assert.equal(fine.length, 50);
  assert.deepEqual([fine[7]?.count, fine[7]?.rateRps, fine[7]?.p99Us], [1, 1, 8000]);
  const coarse = timelineOf(ledger(...seconds), 10);
  assert.ok(coarse.length <= 11, `${coarse.length} points`);
  assert.equal(
    coarse.reduce((sum, point) => sum + point.count, 0),
    50,
  );
  assert.equal(Math.max(...coarse.map((point) => point.p99Us)), 50_000);
});

test('a phase without an end is unfinished, and one without windows has no requests', () => {
  const start: Fact = { kind: 'phase-started', phase: 'p', action: 'load', subject: 'j', described: '1 user for 1s' };
  const [phase] = phasesOf(ledger(start));
  assert.deepEqual([phase?.outcome, phase?.requests], ['unfinished', null]);
  const where = { phase: 'p', journey: 'j', step: 'GET /', of: 'request' } as const;
  const [hanging] = phasesOf(
    ledger(start, { kind: 'unfinished', ...where, count: 3, waitedUs: 36_000_000, longestUs: 12_000_000 }),
  );
  assert.deepEqual(hanging?.unanswered, [
    '3 requests had no answer when the phase ended, the longest had waited for 12s',
  ]);
});

test('errors are summed by phase, step and cause, most frequent first', () => {
  const errors = errorsOf(fixtureRun().ledger);
  assert.deepEqual(errors.map(({ cause }) => cause).slice(0, 2), ['reset', 'refused']);
  assert.ok(errors.every(({ count }, index) => count <= (errors[index - 1]?.count ?? count)));
});

test('a fault is in force from its first bite to its undoing', () => {
  const [span] = faultsOf(fixtureRun().ledger);
  assert.deepEqual([span?.bitUs, span?.undoneUs], [46_209_500, 50_100_000]);
  assert.equal(span && faultFate(span), 'undone, and seen to be undone');
  const leased: Fact = { kind: 'fault-leased', lease: 'l', fault: 'kill', phase: 'p', target: 'api 1', what: 'kill' };
  const [never] = faultsOf(ledger(leased));
  assert.equal(never && faultFate(never), 'never seen to have an effect');
});

test('requests with tags are told apart below their step, and are in its count', () => {
  const [phase] = phasesOf(taggedRun().ledger);
  assert.deepEqual(phase && rowsOf(phase).map(({ name, of, sum }) => [name, of, sum.count, sum.failed]), [
    ['create', 'step', 12, 4],
    ['{kind:small}', 'tags', 6, 2],
    ['further sets of tags', 'tags', 3, 1],
  ]);
  assert.equal(phase && rowsOf(phase, 1).length, 2);
  assert.equal(phase?.requests?.tagged.length, 2);
});
