import assert from 'node:assert/strict';
import { test } from 'node:test';
import { table } from './table.ts';

const ROWS = [
  ['step', 'count', 'p95'],
  ['create an order', '1,234', '4ms'],
  ['読む', '7', '12.3ms'],
];

test('figures stand at the right, labels at the left', () => {
  assert.deepEqual(table(ROWS, 80), [
    'step             count     p95',
    'create an order  1,234     4ms',
    '読む                 7  12.3ms',
  ]);
});

test('a table too wide cuts its labels, never its figures', () => {
  assert.deepEqual(table(ROWS, 24), [
    'step       count     p95',
    'crea…rder  1,234     4ms',
    '読む           7  12.3ms',
  ]);
});
