/** The files in which a test's store keeps bytes, complete or not. */
import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { StoreProcess } from './store-process.ts';

export async function chunkFiles(store: StoreProcess): Promise<string[]> {
  const folders = await Promise.all(
    ['incoming', 'chunks'].map((folder) =>
      readdir(join(store.dataDirectory, folder), { recursive: true, withFileTypes: true }),
    ),
  );
  const files = folders.flat().filter((file) => file.isFile());
  return files.map((file) => join(file.parentPath, file.name));
}

/** Resolves when as many are left; fails after half a minute. */
export async function chunkFilesLeft(store: StoreProcess, expected: number): Promise<void> {
  for (let waitedMs = 0; (await chunkFiles(store)).length !== expected; waitedMs += 10) {
    assert.ok(waitedMs < 30_000, `${(await chunkFiles(store)).length} files are left, not ${expected}`);
    await sleep(10);
  }
}
