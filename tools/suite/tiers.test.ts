/** Nothing is in two tiers, and the longest files begin. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isWeekly, longestFirst } from './tiers.ts';

test('the end of its name says in which tier a file is', () => {
  assert.equal(isWeekly('a/crash.weekly.test.ts'), true);
  for (const daily of ['a/crash.test.ts', 'a/weekly.test.ts', 'a/crash.weekly.ts'])
    assert.equal(isWeekly(daily), false);
});

test('the longest file comes first, and one of unknown length last', () => {
  const seconds = { 'b.test.ts': 2, 'c.test.ts': 40, 'gone.test.ts': 90 };
  assert.deepEqual(longestFirst(['a.test.ts', 'b.test.ts', 'c.test.ts', 'd.test.ts'], seconds), [
    'c.test.ts',
    'b.test.ts',
    'a.test.ts',
    'd.test.ts',
  ]);
});
