/** The command line of a bench: what it is asked for, and mistakes told in one line with exit code 2. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { readAsked } from './asked.ts';

const read = (...args: string[]) => readAsked(args, ['a', 'b'], ['quick', 'soak']);

test('parts, flags and numbers are what was asked for', () => {
  assert.deepEqual(read(), { parts: ['a', 'b'], flags: new Set(), rounds: undefined, seconds: undefined });
  const asked = { parts: ['b'], flags: new Set(['quick']), rounds: 3, seconds: 0.5 };
  assert.deepEqual(read('--only', 'b', '--quick', '--rounds', '3', '--seconds=0.5'), asked);
});

test('what makes no sense is a mistake that says what would', () => {
  const mistakes: readonly (readonly [string[], string])[] = [
    [['--fast'], "Unknown option '--fast'."],
    [['--only', 'c'], "--only takes a, b, not 'c'."],
    [['--rounds', '1.5'], "--rounds takes a whole number above 0, not '1.5'."],
    [['--seconds', 'five'], "--seconds takes a number above 0, not 'five'."],
    [['--seconds', ''], "--seconds takes a number above 0, not ''."],
    [['--rounds', '0'], "--rounds takes a whole number above 0, not '0'."],
  ];
  for (const [args, mistake] of mistakes) assert.deepEqual(read(...args), { mistake });
});

for (const bench of ['load', 'object-store']) {
  test(`bench/${bench} says in one line what it was asked wrongly`, () => {
    const script = join(import.meta.dirname, '..', bench, 'run.ts');
    const { status, stdout, stderr } = spawnSync(process.execPath, [script, '--rounds', 'many'], { encoding: 'utf8' });
    assert.deepEqual([status, stdout], [2, '']);
    assert.equal(stderr, "--rounds takes a whole number above 0, not 'many'.\n");
  });
}
