import assert from 'node:assert/strict';
import { test } from 'node:test';
import { powerRefusal } from './refusal.ts';
import type { LegRun } from './run-leg.ts';
import { leg, run } from './testing/mutants.ts';

const problem = (of: LegRun): string | undefined => powerRefusal(leg('short', []), of, null)?.problem;
const WITHOUT = 'without a mutant, of the phases short';

test('a leg is used where a claim is proven and none disproven', () => {
  assert.equal(problem(run({ kept: 'proven', fast: 'unproven' })), undefined);
  assert.equal(problem(run({ kept: 'unproven' })), `no claim is proven ${WITHOUT}`);
  assert.equal(problem(run({ kept: 'proven', fast: 'disproven' })), `'fast' is disproven ${WITHOUT}`);
});

test('a leg that took too long is refused and says so, whatever was proven until then', () => {
  const late = { ending: 'timed out', because: 'it took longer than 3600s' } as const;
  for (const verdict of ['proven', 'unproven'])
    assert.equal(problem(run({ kept: verdict }, late)), `the trial did not end: it took longer than 3600s ${WITHOUT}`);
  assert.equal(problem(run({ kept: 'disproven' }, late)), `'kept' is disproven ${WITHOUT}`);
});
