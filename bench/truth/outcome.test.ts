import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Answer, judge, outcomeOf } from './outcome.ts';
import type { Row, Truth } from './row.ts';

test('what is dangerous is named, what is only undecided as well', () => {
  const table: [string, Truth, string][] = [
    ['proven', 'proven', 'right'],
    ['unproven', 'proven', 'undecided'],
    ['disproven', 'proven', 'false disproven'],
    ['proven', 'disproven', 'false proven'],
    ['unproven', 'disproven', 'undecided'],
    ['disproven', 'disproven', 'right'],
    ['proven', 'unproven', 'false proven'],
    ['disproven', 'unproven', 'false disproven'],
    ['proven', 'not proven', 'false proven'],
    ['disproven', 'not proven', 'right'],
    ['unproven', 'not proven', 'right'],
    ['proven', 'not disproven', 'right'],
    ['disproven', 'not disproven', 'false disproven'],
  ];
  for (const [verdict, truth, outcome] of table)
    assert.equal(outcomeOf(verdict, truth), outcome, `${verdict}, ${truth}`);
});

test('the worst claim of a row counts', () => {
  const row = rowOf({ one: 'proven', two: 'disproven' });
  assert.equal(judge(row, answerOf(0, { one: 'proven', two: 'proven' })).outcome, 'false proven');
  assert.equal(judge(row, answerOf(2, { one: 'unproven', two: 'disproven' })).outcome, 'undecided');
  assert.equal(judge(row, answerOf(1, { one: 'proven', two: 'disproven' })).outcome, 'right');
});

test('a claim without a finding, a run without a report and a process left behind are wrong', () => {
  const row = rowOf({ one: 'proven' });
  const good = answerOf(0, { one: 'proven' });
  assert.equal(judge(row, answerOf(0, { two: 'proven' })).outcome, 'wrong otherwise');
  assert.equal(judge(row, { ...good, report: null }).outcome, 'wrong otherwise');
  assert.equal(judge(row, { ...good, code: 70 }).outcome, 'wrong otherwise');
  assert.equal(judge(row, { ...good, left: ['7 node web.mjs'] }).outcome, 'wrong otherwise');
});

test('other claims are looked at only when the row says so', () => {
  const answer = answerOf(1, { one: 'proven', two: 'disproven' });
  assert.equal(judge(rowOf({ one: 'proven' }), answer).outcome, 'right');
  assert.equal(judge({ ...rowOf({ one: 'proven' }), others: 'not disproven' }, answer).outcome, 'false disproven');
});

test('a mistake is exit code 64 and the words', () => {
  const row: Row = { ...rowOf({}), truth: { mistake: [/pase/, /pace/] } };
  const said = (code: number, words: string): string => judge(row, { ...answerOf(code, {}), words }).outcome;
  assert.equal(said(64, "no option 'pase'; did you mean pace?"), 'right');
  assert.equal(said(64, "no option 'pase'"), 'wrong otherwise');
  assert.equal(said(0, ''), 'false proven');
  assert.equal(said(1, ''), 'false disproven');
  assert.equal(said(2, ''), 'undecided');
});

function rowOf(truth: Record<string, Truth>): Row {
  return { name: 'row', about: 'a row', parts: '', phases: '', claims: '', truth };
}

function answerOf(code: number, verdicts: Record<string, string>): Answer {
  const findings = Object.entries(verdicts).map(([claim, verdict]) => {
    return { claim, kind: 'errors', verdict, observed: '', because: [] };
  });
  return { code, words: '', report: { verdict: 'proven', findings }, left: [], tookS: 1 };
}
