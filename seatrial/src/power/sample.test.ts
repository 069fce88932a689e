import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sampleOf } from './sample.ts';
import { mutant } from './testing/mutants.ts';

const OPERATORS = ['ArrowFunction', 'DroppedAwait'] as const;
const mutants = Array.from({ length: 400 }, (_, index) =>
  mutant(String(index), { file: index < 300 ? 'a.ts' : 'b.ts', operator: OPERATORS[index % 2] as string }),
);
const idsOf = (count: number, seed: number): string[] => sampleOf(mutants, count, seed).map(({ id }) => id);

test('the seed alone makes the choice', () => {
  assert.deepEqual(idsOf(20, 7), idsOf(20, 7));
  assert.notDeepEqual(idsOf(20, 7), idsOf(20, 8));
});

test('files and operators have the shares that they have of all', () => {
  const chosen = sampleOf(mutants, 40, 3);
  const count = (file: string, operator: string): number =>
    chosen.filter((one) => one.file === file && one.operator === operator).length;
  assert.equal(new Set(chosen).size, 40);
  for (const operator of OPERATORS) {
    assert.equal(count('a.ts', operator), 15);
    assert.equal(count('b.ts', operator), 5);
  }
});

test('the order of trying is mixed, so that a part of it is a sample as well', () => {
  const files = sampleOf(mutants, 40, 3).map(({ file }) => file);
  assert.ok(files.slice(0, 15).includes('b.ts'), files.join());
});

test('each mutant has the same chance', () => {
  const times = new Map<string, number>();
  for (let seed = 0; seed < 2000; seed++) for (const id of idsOf(40, seed)) times.set(id, (times.get(id) ?? 0) + 1);
  assert.equal(times.size, 400);
  // 200 are expected of each; 13 is the standard deviation.
  for (const [id, count] of times) assert.ok(count > 135 && count < 265, `${id} was chosen ${count} times`);
});

test('where there are no more, all are tried', () => {
  assert.equal(sampleOf(mutants.slice(0, 3), 10, 1).length, 3);
  assert.deepEqual(sampleOf([], 10, 1), []);
});
