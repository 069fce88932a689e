import { sizes } from './sizes.ts';
import { accepts, refuses } from './testing/examples.ts';

const body = (lines: number): string => 'x();\n'.repeat(lines);

accepts(sizes, 'the largest allowed', {
  'a.ts': body(400),
  'b.ts': `/** ${body(9)} */\nfunction a() {\n${body(68)}}`,
  'c.test.ts': `describe('a', () => {\n${body(100)}});`,
});

refuses(sizes, 'a file of 401 lines', { 'a.ts': body(401) }, { line: 401 });
refuses(sizes, 'a function of 71 lines', { 'a.ts': `\nfunction a() {\n${body(69)}}` }, { line: 2 });
refuses(sizes, 'an arrow of 71 lines', { 'a.ts': `const a = () => {\n${body(69)}};` });
refuses(sizes, 'a method of 71 lines', { 'a.ts': `class A {\n  b() {\n${body(69)}  }\n}` }, { line: 2 });
refuses(sizes, 'a test of 71 lines', { 'a.test.ts': `test('a', () => {\n${body(69)}});` });
