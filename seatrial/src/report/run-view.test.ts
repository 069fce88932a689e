import assert from 'node:assert/strict';
import { test } from 'node:test';
import { provenPercent, shellWord, summaryOf } from './run-view.ts';
import { smallRun } from './testing/small-run.ts';

test('the summary counts what is not proven', () => {
  const of = (...verdicts: ('proven' | 'disproven' | 'unproven')[]): string => summaryOf(smallRun(verdicts).findings);
  assert.equal(of(), 'The plan claims nothing, so nothing is shown.');
  assert.equal(of('proven'), 'The one claim is proven.');
  assert.equal(of('proven', 'proven'), 'All 2 claims are proven.');
  assert.equal(of('proven', 'disproven'), '1 of 2 claims is disproven.');
  assert.equal(of('disproven', 'disproven', 'unproven'), '2 of 3 claims are disproven, 1 is unproven.');
});

test('a share is never rounded up to the whole', () => {
  assert.equal(provenPercent(0.999), '99%');
  assert.equal(provenPercent(1), '100%');
  assert.equal(provenPercent(0.29), '29%');
});

test('a claim becomes one word of a shell', () => {
  assert.equal(shellWord('runs/1'), 'runs/1');
  assert.equal(shellWord("it's p(95)<1s"), "'it'\\''s p(95)<1s'");
});
