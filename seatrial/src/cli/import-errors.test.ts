import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { whyNot } from './import-errors.ts';

/** What is said of a plan file with this text. */
async function said(text: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'seatrial-import-'));
  const path = join(folder, 'trial.ts');
  try {
    writeFileSync(path, text);
    await import(path);
    return 'nothing';
  } catch (error) {
    return whyNot(error, path).join('\n');
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test('a plan where seatrial is not installed is told how to install it', async () => {
  const text = await said("import { claim } from 'seatrial';\nexport default claim;\n");
  assert.match(
    text,
    /^seatrial is not installed in this folder, and is on no registry\nnpm install --save-dev .*seatrial-.*\.tgz/,
  );
  assert.match(await said("import 'no-such-package-here';\n"), /install the package/);
});

test('a bracket or a quote that is not closed is no matter of TypeScript', async () => {
  for (const text of [
    'export default f({ a: [1, 2 });\n',
    "const s = 'abc;\nexport default s;\n",
    'export default { a: 1\n',
  ])
    assert.match(
      await said(text),
      /does not parse: .*\nlook at this line, and for a bracket, brace or quote that is not closed/,
    );
});

test('what other tools compile away is named', async () => {
  assert.match(await said('export enum A { X }\n'), /removing its types, so no enums/);
  assert.match(await said('@dec\nexport class A {}\n'), /removing its types, so no decorators/);
});
