import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { missingProgram } from './program.ts';

test('a program is looked for in PATH, or where its path says, from the folder it runs in', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'seatrial-program-'));
  t.after(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'serve'), '#!/bin/sh\n', { mode: 0o755 });
  writeFileSync(join(folder, 'notes.txt'), 'no program', { mode: 0o644 });
  const missing = (program: string, PATH = '/bin'): string | null => missingProgram(program, { PATH }, folder);
  assert.equal(missing('sh'), null);
  assert.equal(missingProgram('sh', {}, folder), null, 'without a PATH, in the usual folders');
  assert.equal(missing('./serve'), null);
  assert.equal(missing(join(folder, 'serve')), null);
  assert.equal(missing('serve', `/bin:${folder}`), null);
  assert.match(
    missing('serve') ?? '',
    /^there is no program 'serve' in PATH; install it, or write its path: '.\/serve'$/,
  );
  assert.match(missing('./build/serve') ?? '', /^there is no program .*\/build\/serve; correct the command/);
  assert.match(missing('./notes.txt') ?? '', /notes\.txt is not a program that can be run; chmod \+x it/);
  assert.match(missing('/bin') ?? '', /is not a program that can be run/);
});
