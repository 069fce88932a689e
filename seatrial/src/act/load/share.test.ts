import assert from 'node:assert/strict';
import { test } from 'node:test';
import { partOfList } from './share.ts';

test('a list is divided among the threads that have users; each part is in one of them', () => {
  const list = ['a', 'b', 'c', 'd', 'e'];
  const parts = (of: number, users: number) =>
    Array.from({ length: of }, (_, index) => partOfList(list, { index, of }, users));
  assert.deepEqual(parts(1, 9), [list]);
  assert.deepEqual(parts(2, 9), [
    ['a', 'c', 'e'],
    ['b', 'd'],
  ]);
  assert.deepEqual(parts(3, 1), [list, [], []]);
  assert.deepEqual(parts(3, 2), [['a', 'c', 'e'], ['b', 'd'], []]);
});
