import assert from 'node:assert/strict';
import { test } from 'node:test';
import { many } from './many.ts';

test('a count agrees with its noun', () => {
  assert.deepEqual(
    [0, 1, 2, 1204].map((count) => many(count, 'user')),
    ['0 users', '1 user', '2 users', '1,204 users'],
  );
});
