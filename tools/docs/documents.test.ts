import assert from 'node:assert/strict';
import { test } from 'node:test';
import { blocksIn, unknownCommands } from './commands.ts';
import { brokenLinks } from './links.ts';
import { runInCopy, typecheck } from './run.ts';

const fence = '```';
const document = (text: string) => ({ path: 'docs/a.md', text });
const block = (language: string, text: string, marker = '') =>
  blocksIn([document(`${marker}\n${fence}${language}\n${text}\n${fence}\n`)], [language]);

test('links that lead somewhere are fine', () => {
  const text = `# One, two!\n# One, two!\n[a](b.md) [b](../kits/) [c](#one-two) [d](#one-two-1) [e](https://example.org)
[f](b.md#three) \`[g](no.md)\`\n${fence}\n[h](no.md)\n${fence}\n`;
  const other = { path: 'docs/b.md', text: '## Three' };
  assert.deepEqual(brokenLinks([document(text), other], ['docs/a.md', 'docs/b.md', 'kits/s3/package.json']), []);
});

test('links that lead nowhere are told with their lines', () => {
  const text = `# One\n[a](gone.md)\n\n${fence}\n# Two\n${fence}\n[b](#two) ![c](picture.png)`;
  const offences = brokenLinks([document(text)], ['docs/a.md']);
  assert.deepEqual(
    offences.map(({ line, what }) => [line, what]),
    [
      [2, 'the link gone.md leads to docs/gone.md, which does not exist'],
      [7, 'docs/a.md has no heading #two'],
      [7, 'the link picture.png leads to docs/picture.png, which does not exist'],
    ],
  );
});

const surroundings = { scripts: ['test', 'defects'], verbs: ['run', 'judge'], paths: ['bench/a.ts'] };

test('commands that exist are fine', () => {
  const text =
    '# first\nnpm ci\nnpm test   # all\nnpm run defects\nnode bench/a.ts --fast\nnpx seatrial run plan.ts\nnpx seatrial --help\n';
  assert.deepEqual(unknownCommands(block('sh', text), surroundings), []);
});

for (const [command, what] of [
  ['npm run gone', 'package.json has no script gone'],
  ['npx seatrial fly', 'seatrial has no verb fly'],
  ['node gone.ts', 'there is no file gone.ts'],
  ['curl http://127.0.0.1', 'curl is not a command that can be checked'],
]) {
  test(`refused: ${command}`, () => {
    const [offence, ...others] = unknownCommands(block('sh', `npm test\n${command}`), surroundings);
    assert.deepEqual([offence?.what, offence?.line, others.length], [what, 4, 0]);
  });
}

test('only a reason excuses a block', () => {
  assert.equal(block('sh', 'curl x', '<!-- not run: needs a cloud -->').length, 0);
  assert.equal(block('sh', 'curl x', '<!-- not run: -->').length, 1);
  assert.equal(block('sh', 'curl x', '<!-- not run: a reason -->\n\ntext between').length, 1);
});

test('blocks that are run fail by their exit code, and run in a copy', () => {
  const [good] = block('sh', 'test -f package.json\necho x > new.txt', '<!-- run -->');
  const [bad] = block('sh', 'echo seen\nfalse\necho not reached', '<!-- run -->');
  assert.ok(good && bad);
  assert.equal(runInCopy(good, ['package.json']), undefined);
  assert.equal(runInCopy(bad, ['package.json']), 'exit code 1\nseen\n');
});

test('TypeScript blocks are type-checked with the lines of their documents', () => {
  assert.equal(typecheck(block('ts', 'const a: number = 1;')), '');
  const page = `<!-- file: a.ts -->\n${fence}ts\nexport const a = 1;\n${fence}\n${fence}ts\nimport { a } from './a.ts';\na;\n${fence}`;
  assert.equal(typecheck(blocksIn([document(page)], ['ts'])), '');
  assert.match(typecheck(block('ts', 'const a = 1;\nconst b: string = 1;')), /docs__a\.md\/2\.ts\(4,7\): error TS2322/);
});
