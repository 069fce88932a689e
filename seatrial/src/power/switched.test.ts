import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
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
