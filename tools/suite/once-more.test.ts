/** A test that fails for good is never passed over, and one that is unsteady is never passed over in silence. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { onceMore } from './once-more.ts';

const failed = (...files: string[]): Map<string, string> => new Map(files.map((file) => [file, `${file} said no`]));

test('a file that passes by itself is unsteady: the run passes and shows what it said at first', async () => {
  const { passes, lines } = await onceMore(failed('a', 'b'), async () => true);
  assert.equal(passes, true);
  assert.match(lines.join('\n'), /UNSTEADY: a failed.*\na said no\nUNSTEADY: b failed.*\nb said no/);
});

test('a file that fails again fails the run, whatever the other does', async () => {
  const { passes, lines } = await onceMore(failed('a', 'b'), async (file) => file === 'b');
  assert.equal(passes, false);
  assert.match(lines.join('\n'), /^a failed again.*\nUNSTEADY: b/);
});

test('three failed files are too many: none is run once more', async () => {
  const ran: string[] = [];
  const { passes, lines } = await onceMore(failed('a', 'b', 'c'), async (file) => ran.push(file) > 0);
  assert.deepEqual({ passes, ran }, { passes: false, ran: [] });
  assert.match(lines.join('\n'), /3 files failed: too many/);
});
