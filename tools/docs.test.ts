/** Documents do not lie: links lead somewhere, commands exist or run, examples compile. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { blocksIn, isRun, unknownCommands } from './docs/commands.ts';
import { brokenLinks } from './docs/links.ts';
import { runInCopy, typecheck } from './docs/run.ts';
import { readRepository, root } from './tidy/repository.ts';
import { clean } from './tidy/testing/clean.ts';

const files = readRepository();
const paths = files.map(({ path }) => path);
const documents = files.filter(({ path }) => path.endsWith('.md') && !path.includes('fixtures/'));
const guides = documents.filter(({ path }) => /^(docs\/.*|[^/]+)\.md$/.test(path));
const shell = blocksIn(guides, ['sh', 'bash', 'shell', 'console']);

/** The verbs as the program itself lists them. */
function verbs(): string[] {
  const program = join(root, 'seatrial/bin/seatrial.mjs');
  const help = spawnSync(process.execPath, [program, '--help'], { encoding: 'utf8' }).stdout;
  return [...help.matchAll(/^ {2}([a-z]+)\b/gm)].map(([, verb]) => verb ?? '');
}

test('every link leads somewhere', () => clean(brokenLinks(documents, paths)));

test('every command exists', () => {
  const scripts = Object.keys(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).scripts);
  clean(unknownCommands(shell, { scripts, verbs: verbs(), paths }));
});

for (const block of shell.filter(isRun)) {
  test(`${block.path}:${block.line} runs as it is written`, () => assert.equal(runInCopy(block, paths), undefined));
}

test('every example compiles', () => assert.equal(typecheck(blocksIn(guides, ['ts', 'typescript'])), ''));
