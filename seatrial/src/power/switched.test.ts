import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { buildSwitched } from './switched.ts';

const project = mkdtempSync(join(tmpdir(), 'seatrial-switched-'));
after(() => rmSync(project, { recursive: true, force: true }));

test('results are good for the same mutants only, because their numbers are', async () => {
  const madeFrom = async (text: string): Promise<unknown> => {
    writeFileSync(join(project, 'rules.mjs'), text);
    const built = await buildSwitched(project, ['*.mjs']);
    assert.ok(built.ok);
    built.build.remove();
    return built.build.madeFrom;
  };
  const before = await madeFrom('export const price = (amount) => amount * 2;\n');
  assert.deepEqual(await madeFrom('export const price = (amount) => amount * 2;\n// In cents.\n'), before);
  assert.notDeepEqual(await madeFrom('export const price = (amount) => amount * 2 + 1;\n'), before);
});

test('a source with two names is mutated once, and none of a package', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'seatrial-links-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const text = 'export const price = (amount) => amount * 2;\n';
  for (const path of ['src', 'node_modules/far']) {
    mkdirSync(join(folder, path), { recursive: true });
    writeFileSync(join(folder, path, 'rules.mjs'), text);
  }
  symlinkSync(join(folder, 'src'), join(folder, 'again'));
  symlinkSync('node_modules/far', join(folder, 'far'));
  const built = await buildSwitched(folder, ['*/*.mjs', 'far/*.mjs', 'again/*.mjs']);
  assert.ok(built.ok);
  t.after(() => built.build.remove());
  assert.deepEqual(built.build.files, ['src/rules.mjs']);
  for (const path of ['src', 'far']) assert.equal(readFileSync(join(folder, path, 'rules.mjs'), 'utf8'), text);
});
