import assert from 'node:assert/strict';
import { test } from 'node:test';
import { claim } from '../plan/claims/claim.ts';
import type { Finding, Verdict } from './finding.ts';
import { mistaken, mistakesIn } from './mistaken.ts';
import { evidence, order } from './testing/evidence.ts';

const MISTAKE = { kind: 'plan-mistake', phase: 'load', what: 'name: 5 is not text', where: 'trial.ts:3' } as const;
const ledger = evidence(
  { ...MISTAKE, journey: 'order', count: 2, atUs: 1 } as never,
  { ...MISTAKE, journey: 'order', count: 3, atUs: 2 } as never,
);

const finding = (verdict: Verdict): Finding =>
  ({
    claim: 'x',
    kind: 'errors',
    category: 'function',
    weight: 1,
    verdict,
    required: '',
    observed: '',
    because: ['why'],
    records: [],
  }) as const;

test('mistakes are told once each, with how often', () => {
  const [mistake, ...more] = mistakesIn(ledger);
  assert.deepEqual(more, []);
  assert.deepEqual(mistake, { phase: 'load', journey: 'order', what: MISTAKE.what, where: MISTAKE.where, count: 5 });
});

test('beside a mistake nothing is proven, and nothing of its journey disproven', () => {
  const mistakes = mistakesIn(ledger);
  const after = (verdict: Verdict, about = claim.errors(order, 'rate<1%') as never): string =>
    mistaken(finding(verdict), about, mistakes).verdict;
  assert.equal(after('proven'), 'unproven');
  assert.equal(after('disproven'), 'unproven');
  assert.equal(after('unproven'), 'unproven');
  const [sentence] = mistaken(finding('proven'), claim.errors(order, 'rate<1%'), mistakes).because;
  assert.match(sentence ?? '', /'order' did not do what was meant: name: 5 is not text \(trial\.ts:3\)/);
  const other = claim.errors({ ...order, name: 'other' }, 'rate<1%') as never;
  assert.deepEqual([after('proven', other), after('disproven', other)], ['unproven', 'disproven']);
  assert.deepEqual(
    [after('proven', claim.generator() as never), after('disproven', claim.generator() as never)],
    ['unproven', 'disproven'],
  );
  const recovery = claim.recovery({ after: 'kill', within: '1s' }) as never;
  assert.equal(after('disproven', recovery), 'unproven', 'it is about every journey');
  const ofSetup = mistakesIn(evidence({ ...MISTAKE, journey: 'order setup', count: 1, atUs: 1 } as never));
  assert.equal(mistaken(finding('disproven'), claim.errors(order, 'rate<1%'), ofSetup).verdict, 'unproven');
});

test('without a mistake, findings are what they were', () => {
  for (const verdict of ['proven', 'disproven', 'unproven'] as const)
    assert.deepEqual(mistaken(finding(verdict), claim.generator(), []), finding(verdict));
});
