/** How often a removal that fails is tried, and that whoever stops the store does not wait for it. */
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, rmdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { pino } from 'pino';
import { openDiskChunks } from '../chunks/disk-chunks.ts';
import { CopyRemovals } from './copy-removals.ts';

const id = `${'7'.repeat(32)}-${'a'.repeat(12)}`;

/** A disk that cannot remove the chunk, because a folder is in its place. */
async function stubbornDisk(t: TestContext) {
  const directory = await mkdtemp(join(tmpdir(), 'copy-removals-'));
  const disk = await openDiskChunks(directory);
  t.after(async () => {
    await disk.close();
    await rm(directory, { recursive: true });
  });
  const path = join(directory, 'chunks', id.slice(-1), id);
  await mkdir(path);
  const told: string[] = [];
  const log = pino({ level: 'debug' }, { write: (line) => void told.push((JSON.parse(line) as { msg: string }).msg) });
  return { disk, told, log, free: () => rmdir(path) };
}

const notYet = 'a copy was not removed yet';
const never = 'a copy was not removed; the cleanup will';

test('after the last pause it is left to the cleanup', async (t) => {
  const { disk, told, log } = await stubbornDisk(t);
  const removals = new CopyRemovals(() => disk, log, [0, 0]);
  removals.remove(id, 's1');
  while (told.length < 3) await new Promise(setImmediate);
  assert.deepEqual(told, [notYet, notYet, never]);
  await removals.close();
  assert.equal(told.length, 3);
});

test('who stops does not wait for a pause: there is one more attempt', async (t) => {
  const { disk, told, log, free } = await stubbornDisk(t);
  const removals = new CopyRemovals(() => disk, log, [3_600_000]);
  removals.remove(id, 's1');
  while (told.length < 1) await new Promise(setImmediate);
  await removals.close();
  assert.deepEqual(told, [notYet, never]);
  removals.remove(id, 's1');
  await removals.close();
  assert.deepEqual(told, [notYet, never, never]);
  await free();
  removals.remove(id, 's1');
  await removals.close();
  assert.equal(told.length, 3);
});

test('a server that is no longer one has nothing to remove', async (t) => {
  const { told, log } = await stubbornDisk(t);
  const removals = new CopyRemovals(() => undefined, log);
  removals.remove(id, 's1');
  await removals.close();
  assert.deepEqual(told, []);
});
