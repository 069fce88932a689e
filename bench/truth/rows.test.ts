import assert from 'node:assert/strict';
import { test } from 'node:test';
import { planText } from './row.ts';
import { others, small } from './rows.ts';

const rows = [...small, ...others];
const TRUTHS = ['proven', 'disproven', 'unproven', 'not proven', 'not disproven'];

test('there are at least sixty small rows, and every name is used once', () => {
  assert.ok(small.length >= 60, `${small.length} rows`);
  assert.equal(new Set(rows.map(({ name }) => name)).size, rows.length);
});

test('every row has a truth, and says what it is about', () => {
  for (const { name, about, truth } of rows) {
    assert.ok(about.length > 10, name);
    if (Array.isArray(truth.mistake)) assert.ok(truth.mistake.length > 0, name);
    else for (const verdict of Object.values(truth)) assert.ok(TRUTHS.includes(String(verdict)), `${name}: ${verdict}`);
    assert.ok(Object.keys(truth).length > 0, name);
  }
});

test('a truth is about a claim of the plan, a kind of claim, or the whole', () => {
  const kinds = ['whole', 'generator', 'stays-up', 'no-secrets-in-logs'];
  for (const row of rows.filter(({ truth }) => !Array.isArray(truth.mistake))) {
    for (const id of Object.keys(row.truth))
      assert.ok(kinds.includes(id) || row.claims.includes(`id: '${id}'`), `${row.name}: ${id}`);
  }
});

test('every plan declares a system and a journey, and its text ends in a trial', () => {
  for (const row of rows.filter(({ folder }) => folder === undefined)) {
    const text = planText(row);
    assert.match(text, /systems: \[\w+/, row.name);
    assert.match(text, /= journey(<.*>)?\(/, row.name);
    assert.match(text, /export default defineTrial\(/, row.name);
  }
});

test('healthy and broken are both there: neither always proven nor always disproven would do', () => {
  const truths = rows.flatMap(({ truth }) => Object.values(truth).map(String));
  for (const verdict of ['proven', 'disproven', 'unproven'])
    assert.ok(truths.filter((truth) => truth === verdict).length >= 20, verdict);
});
