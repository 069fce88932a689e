/** Files kept open: opened once, never given out after they were forgotten, and closed when nobody reads them any more. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Lease, OpenFiles } from './open-files.ts';

/** A folder of files that counts what is open. */
function folder() {
  const opened: string[] = [];
  const open = new Map<FileHandle, string>();
  const absent = new Set<string>();
  const files = new OpenFiles(async (id) => {
    opened.push(id);
    if (id === 'broken') throw new RangeError('the disk is broken');
    if (absent.has(id)) return undefined;
    const handle = { close: async () => void open.delete(handle) } as FileHandle;
    open.set(handle, id);
    return handle;
  }, 512);
  return { files, opened, open, absent };
}

const turn = () => new Promise(setImmediate);

test('a file is opened once for many readers, at once or one after the other', async () => {
  const { files, opened, open } = folder();
  const leases = await Promise.all([files.take('a'), files.take('a')]);
  for (const lease of leases) lease?.leave();
  (await files.take('a'))?.leave();
  assert.deepEqual(opened, ['a']);
  files.close();
  await turn();
  assert.equal(open.size, 0);
});

test('what is absent or broken is asked for again', async () => {
  const { files, opened, absent } = folder();
  absent.add('a');
  assert.deepEqual(await Promise.all([files.take('a'), files.take('a')]), [undefined, undefined]);
  absent.clear();
  assert.ok(await files.take('a'));
  await assert.rejects(files.take('broken'), RangeError);
  await assert.rejects(files.take('broken'), RangeError);
  assert.deepEqual(opened, ['a', 'a', 'broken', 'broken']);
});

test('a process keeps a quarter of the files that it may have open', { skip: process.platform !== 'linux' }, () => {
  const script = `import { mostIdleFiles } from '${join(import.meta.dirname, 'open-files.ts')}'; console.log(mostIdleFiles())`;
  const program = ['-c', 'ulimit -n 444 && exec "$0" --input-type=module --eval "$1"', process.execPath, script];
  assert.equal(execFileSync('sh', program, { encoding: 'utf8' }), '111\n');
});

test('more than five hundred files that nobody reads are not kept, and those that somebody reads are', async () => {
  const { files, open } = folder();
  const lease = await files.take('read');
  for (let index = 0; index < 2000; index++) (await files.take(`${index}`))?.leave();
  await turn();
  assert.equal(open.size, 512);
  assert.ok(lease && open.has(lease.file));
});

test('in any order of taking, leaving and removing nobody is given a removed file, and none stays open', async () => {
  const step = fc.record({ id: fc.constantFrom('a', 'b'), what: fc.constantFrom('take', 'leave', 'remove', 'turn') });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      const { files, open, absent } = folder();
      const taken: Promise<Lease | undefined>[] = [];
      for (const { id, what } of steps) {
        if (what === 'turn') await turn();
        else if (what === 'leave') void taken.shift()?.then((lease) => lease?.leave());
        else if (what === 'remove') {
          absent.add(id);
          files.forget(id);
          assert.equal(await files.take(id), undefined);
        } else {
          const take = files.take(id);
          taken.push(take);
          void take.then((lease) => assert.ok(lease === undefined || open.get(lease.file) === id));
        }
      }
      for (const take of taken) (await take)?.leave();
      files.close();
      await turn();
      assert.equal(open.size, 0);
    }),
    { numRuns: 300 },
  );
});
