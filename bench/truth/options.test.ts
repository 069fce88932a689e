import assert from 'node:assert/strict';
import { test } from 'node:test';
import { choose, readOptions } from './options.ts';
import { small } from './rows.ts';

test('a share is a part of the rows that the seed chooses', () => {
  const names = (...args: string[]): string[] => choose(small, readOptions(args)).map(({ name }) => name);
  const third = names('--share', '1/3', '--seed', '7');
  assert.equal(third.length, Math.ceil(small.length / 3));
  assert.deepEqual(third, names('--share', '1/3', '--seed', '7'));
  assert.notDeepEqual(third, names('--share', '1/3', '--seed', '8'));
  assert.equal(new Set(third).size, third.length);
});

test('without a share it is all of them, in their order; with names those', () => {
  assert.deepEqual(choose(small, readOptions([])), small);
  const [first] = small;
  assert.deepEqual(choose(small, readOptions(['--row', first?.name ?? '', '--repeat', '3'])), [first, first, first]);
  assert.throws(() => choose(small, readOptions(['--row', 'nothing'])), /there is no row nothing/);
});

test('a share or a time that is none is said', () => {
  assert.throws(() => readOptions(['--share', 'third']), /--share 1\/3/);
  assert.throws(() => readOptions(['--at-most', '3m']), /--at-most 180s/);
});
