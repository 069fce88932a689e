import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Category } from '../plan/claims/claim.ts';
import type { Finding, Verdict } from './finding.ts';
import { scorecard } from './scorecard.ts';

function finding(category: Category, verdict: Verdict, weight = 1): Finding {
  return {
    claim: 'c',
    kind: 'checks',
    category,
    weight,
    verdict,
    required: '',
    observed: '',
    because: [],
    records: [],
  };
}

test('nothing claimed is nothing shown', () => {
  assert.deepEqual(scorecard([]), { verdict: 'unproven', readiness: 'not shown', score: 0, categories: [] });
});

test('ready only when every claim is proven; one disproof outweighs everything', () => {
  const proven = finding('function', 'proven');
  assert.equal(scorecard([proven, proven]).readiness, 'ready');
  assert.equal(scorecard([proven, finding('security', 'unproven')]).readiness, 'not shown');
  assert.equal(scorecard([finding('security', 'unproven'), finding('security', 'disproven')]).readiness, 'not ready');
});

test('a part of a plan is never ready, and not ready when something is disproven', () => {
  const part = { isPart: true };
  assert.equal(scorecard([finding('function', 'proven')], part).readiness, 'not shown');
  assert.equal(scorecard([finding('function', 'proven')], part).verdict, 'proven');
  assert.equal(scorecard([finding('function', 'disproven')], part).readiness, 'not ready');
});

test('what is unproven earns nothing, and weights are shares', () => {
  const card = scorecard([
    finding('security', 'unproven', 3),
    finding('function', 'proven'),
    finding('function', 'disproven', 3),
  ]);
  assert.equal(card.score, 1 / 7);
  assert.deepEqual(
    card.categories.map(({ category, score, verdict }) => [category, score, verdict]),
    [
      ['function', 0.25, 'disproven'],
      ['security', 0, 'unproven'],
    ],
  );
});
