import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { isFileSystemError } from './file-system-error.ts';

const HERE = fileURLToPath(import.meta.url);

test('errors of files are told apart from those of Node, of programs and of ours', async () => {
  const thrown = async (work: () => unknown): Promise<boolean> => {
    try {
      await work();
    } catch (error) {
      return isFileSystemError(error);
    }
    return assert.fail('nothing was thrown');
  };
  assert.equal(await thrown(() => readFileSync(`${HERE}.none`)), true);
  assert.equal(await thrown(() => mkdirSync(`${HERE}/below`)), true);
  assert.equal(await thrown(() => cpSync(`${HERE}.none`, `${HERE}.copy`)), true);
  assert.equal(await thrown(() => new URL('no url')), false);
  assert.equal(await thrown(() => once(spawn(process.execPath, { cwd: `${HERE}.none` }), 'close')), false);
  assert.equal(await thrown(() => JSON.parse('{')), false);
});
