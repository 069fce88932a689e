/** The daily tests stay short: five minutes on two processors. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MOST_SECONDS_A_FILE, MOST_SECONDS_OF_ALL, overBudget } from './budgets.ts';
import noted from './seconds.json' with { type: 'json' };

test('no daily file, and not all of them together, are noted with more seconds than their budget', () => {
  assert.deepEqual(overBudget(noted), []);
});

test('a file that is too long and files that are too many are told; weekly ones are not counted', () => {
  const many = Object.fromEntries(
    Array.from({ length: MOST_SECONDS_OF_ALL / 10 }, (_, index) => [`${index}.test.ts`, 10]),
  );
  assert.deepEqual(overBudget({ ...many, 'a.weekly.test.ts': 500 }), []);
  assert.match(overBudget({ ...many, 'one-more.test.ts': 1 }).join(), /^daily files are noted with 901 s in all/);
  assert.deepEqual(overBudget({ 'a.test.ts': MOST_SECONDS_A_FILE }), []);
  assert.match(overBudget({ 'a.test.ts': MOST_SECONDS_A_FILE + 1 }).join(), /^a\.test\.ts is noted with 46 s/);
});
