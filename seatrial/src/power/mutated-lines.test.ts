import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mutatedLines } from './mutated-lines.ts';

test('a change within a line', () => {
  const text = 'one();\n  if (a < b) stop();\n';
  const change = { start: { line: 1, column: 6 }, end: { line: 1, column: 11 }, replacement: 'false' };
  assert.deepEqual(mutatedLines(text, change), ['- if (a < b) stop();', '+ if (false) stop();']);
});

test('a long block is told by its first lines', () => {
  const text = `  run(() => {\n${'    step();\n'.repeat(9)}  });`;
  const change = { start: { line: 0, column: 12 }, end: { line: 10, column: 3 }, replacement: '{}' };
  assert.deepEqual(mutatedLines(text, change), [
    '- run(() => {',
    '-   step();',
    '-   step();',
    '-   step();',
    '- …',
    '+ run(() => {});',
  ]);
});
