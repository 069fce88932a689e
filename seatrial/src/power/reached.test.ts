import assert from 'node:assert/strict';
import { test } from 'node:test';
import { reachedOf } from './reached.ts';
import { mutant } from './testing/mutants.ts';

const within = (line: number, from: number, to: number) => ({
  start: { line, column: from },
  end: { line, column: to },
});

test('an arrow function that was made and never called is not reached', () => {
  const mutants = [
    mutant('0', { operator: 'ArrowFunction', ...within(1, 10, 30) }),
    mutant('1', within(1, 20, 25)),
    mutant('2', { operator: 'ArrowFunction', ...within(2, 10, 30) }),
    mutant('3', { file: 'b.ts', ...within(1, 20, 25) }),
  ];
  assert.deepEqual(reachedOf(mutants, new Set(['0', '2', '3'])), ['2', '3']);
  assert.deepEqual(reachedOf(mutants, new Set(['0', '1'])), ['0', '1']);
});
