import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeBelow, isCounted, measure, percentOf } from './coverage.ts';

const text = [
  '/** A comment does not run. */',
  "import type { A } from './a.ts';",
  'interface B {',
  '  b: string;',
  '}',
  '',
  'export function one(): number {',
  '  return 1; // ran',
  '}',
  'export function two(): number {',
  '  return 2;',
  '}',
].join('\n');
const path = 'seatrial/src/plan/b.ts';
const hits = new Map(text.split('\n').map((_, index) => [index + 1, index + 1 === 11 ? 0 : 1]));

test('only lines with code count', () => {
  const files = measure([{ path, text }], () => hits);
  assert.deepEqual(files, [{ path, lines: 6, missed: [11] }]);
  assert.equal(percentOf(files).toFixed(1), '83.3');
});

test('a file that was never loaded counts with all of its lines', () => {
  const files = measure([{ path, text }], () => undefined);
  assert.deepEqual(files, [{ path, lines: 6, missed: [7, 8, 9, 10, 11, 12] }]);
  assert.deepEqual(describeBelow(files, 85), [`   0 %  ${path}  never ran: 7-12`]);
});

test('a file of types alone has nothing to cover, and nothing at all is not 100 %', () => {
  const files = measure([{ path, text: 'export interface A {\n  a: string;\n}\n' }], () => undefined);
  assert.deepEqual(files, [{ path, lines: 0, missed: [] }]);
  assert.deepEqual(describeBelow(files, 85), []);
  assert.equal(percentOf(files), 0);
});

test('what is shipped counts, tests do not', () => {
  assert.ok(
    isCounted('kits/s3/src/a.ts') &&
      isCounted('service/log/src/a.ts') &&
      isCounted('systems/mesh/src/x/a.ts') &&
      isCounted(path),
  );
  assert.ok(!isCounted('seatrial/src/a.test.ts') && !isCounted('tools/build.ts') && !isCounted('kits/s3/a.ts'));
});
