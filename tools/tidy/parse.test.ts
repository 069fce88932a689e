import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parse } from './parse.ts';
import type { SourceFile } from './source.ts';

function read(text: string): SourceFile {
  const [file] = parse([{ path: 'seatrial/src/a.ts', text }]);
  assert.ok(file);
  return file;
}

test('comments and the insides of literals are blank in code, and lines stay', () => {
  const text = "const a = 'it // is'; // no\nconst b = `x$" + '{a /* y\n */}z`;\nconst c = /\\/\\/ "/.test(a);';
  const { code, comments } = read(text);
  assert.equal(code.length, text.length);
  assert.deepEqual(
    code.split('\n').map((line) => line.trimEnd()),
    ["const a = '        ';", 'const b = `  {a', '   } `;', 'const c = /      /.test(a);'],
  );
  assert.deepEqual(
    comments.map(({ text: comment, firstLine, lastLine }) => [comment, firstLine, lastLine]),
    [
      ['// no', 1, 1],
      ['/* y\n */', 2, 3],
    ],
  );
});

test('imports of every kind are found, with their targets', () => {
  const { imports } = read(
    [
      "import './one.ts';",
      "import type { A } from '../two.ts';",
      "export * from './three.ts';",
      "export type { B } from 'four';",
      "type C = import('./five.ts').C;",
      "await import('./six.ts');",
      "new URL('./seven.ts', import.meta.url);",
      "new URL('./not-a-module', base); text('./nor-this.ts');",
    ].join('\n'),
  );
  assert.deepEqual(
    imports.map(({ line, typeOnly, target }) => [line, typeOnly ? 'type' : 'value', target]),
    [
      [1, 'value', 'seatrial/src/one.ts'],
      [2, 'type', 'seatrial/two.ts'],
      [3, 'value', 'seatrial/src/three.ts'],
      [4, 'type', undefined],
      [5, 'type', 'seatrial/src/five.ts'],
      [6, 'value', 'seatrial/src/six.ts'],
      [7, 'value', 'seatrial/src/seven.ts'],
    ],
  );
});

test('functions have their lines; a callback of describe is a group of tests, not a function', () => {
  const { functions } = read('/** doc */\nfunction a() {\n}\nclass B {\n  c() {\n  }\n}\ndescribe("d", () => {\n\n});');
  assert.deepEqual(functions, [
    { firstLine: 2, lastLine: 3 },
    { firstLine: 5, lastLine: 6 },
  ]);
});

test('the type any is told from the word any', () => {
  assert.deepEqual(read("let any = 'any'; // any\nlet a: Record<string, any[]>;").anyLines, [2]);
});
