import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isOpen, mutantFate } from './fate.ts';
import type { LegRun } from './run-leg.ts';
import { run } from './testing/mutants.ts';

const proven = new Set(['kept', 'fast']);
const fate = (...runs: readonly LegRun[]) => mutantFate(runs.map((one) => ({ run: one, proven })));

test('killed by each claim that is disproven, of whichever leg', () => {
  assert.deepEqual(fate(run({ kept: 'proven', fast: 'unproven' }), run({ kept: 'disproven' })), {
    kind: 'killed',
    by: ['kept'],
  });
});

test('killed where the system is gone, and by a claim where one is disproven all the same', () => {
  const gone = { ending: 'system gone', because: 'api 1 did not become ready' } as const;
  assert.deepEqual(fate(run({ kept: 'unproven' }, gone)), { kind: 'killed', by: [], gone: gone.because });
  assert.deepEqual(fate(run({ kept: 'disproven' }, gone)), { kind: 'killed', by: ['kept'] });
});

test('survived only where every claim was proven', () => {
  assert.deepEqual(fate(run({ kept: 'proven', fast: 'proven' })), { kind: 'survived' });
});

test('what is not shown is unproven, and says which claims and why', () => {
  const because = 'the plan was not ready for it';
  assert.deepEqual(fate(run({ kept: 'unproven', fast: 'proven' }, { because })), {
    kind: 'unproven',
    of: ['kept'],
    because,
  });
});

test('a run without a report is no survivor', () => {
  assert.equal(fate(run({}, { ending: 'broken', because: 'the disk is full' })).kind, 'unproven');
});

test('a claim that was not proven of the healthy system neither catches nor doubts', () => {
  assert.deepEqual(fate(run({ kept: 'proven', other: 'disproven', another: 'unproven' })), { kind: 'survived' });
});

test('where no claim was judged nothing has survived', () => {
  for (const nothing of [fate(), fate(run({ other: 'proven' }))]) assert.equal(nothing.kind, 'unproven');
});

test('a second run is worth it where nothing is shown, and where only the clock speaks against the system', () => {
  const isOpenAfter = (one: LegRun): boolean => isOpen({ run: one, proven });
  const disproven = (claim: string, kind: string) => ({ claim, kind, verdict: 'disproven' }) as const;
  assert.equal(isOpenAfter(run({ kept: 'unproven' })), true);
  assert.equal(isOpenAfter(run({}, { findings: [disproven('fast', 'latency')] })), true);
  assert.equal(isOpenAfter(run({}, { findings: [disproven('fast', 'latency'), disproven('kept', 'checks')] })), false);
  assert.equal(isOpenAfter(run({ kept: 'proven' })), false);
  assert.equal(isOpenAfter(run({}, { ending: 'system gone' })), false);
});

test('too late is told apart, and a disproof until then counts', () => {
  const late = { ending: 'timed out', because: 'it took longer than 9s' } as const;
  assert.deepEqual(fate(run({ kept: 'unproven' }, late)), { kind: 'timed out', because: 'it took longer than 9s' });
  assert.equal(fate(run({ kept: 'disproven' }, late)).kind, 'killed');
});
