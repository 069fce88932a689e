/** What the bench reads and writes: a process's cost, the disk's and the core's limits, a run of the client, its places in the document. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { withPart } from '../load/document.ts';
import { runClient } from './client.ts';
import { own, withContender } from './contenders.ts';
import { inFolderOf } from './embedded.ts';
import { diskLimit, md5Limit, withBareServer } from './limits.ts';
import { fill } from './load.ts';
import { readCpuSeconds } from './process.ts';

test('a process costs its user and system ticks, whatever it is called', () => {
  const fields = Array.from({ length: 40 }, (_, index) => index).join(' ');
  assert.equal(readCpuSeconds(`77 (a) b) S ${fields}`), (10 + 11) / 100);
});

test('limits are bytes a second', async () => {
  const md5 = await md5Limit(0.2);
  assert.ok(md5 > 20e6 && md5 < 3e9, `${md5}`);
  const disk = await inFolderOf(tmpdir(), (folder) => diskLimit(0.2, folder, 2));
  assert.ok(disk > 0.5e6 && disk < 50e9, `${disk}`);
});

test('node:http alone answers with what it was told', async () => {
  const bytes = await withBareServer(70_000, async ({ url }) => (await fetch(`${url}/any/path`)).bytes());
  assert.equal(bytes.length, 70_000);
});

test('the client counts what the store answered, and the store counts its cost', async () => {
  await inFolderOf(tmpdir(), (folder) =>
    withContender(own, folder, async (store) => {
      const of = { bucket: 'bench', bytes: 10_000, keys: 20, users: 2 } as const;
      const filled = await fill(store, own, of);
      assert.equal(filled?.count, 20);
      const job = { ...of, url: store.url, account: own.account, operation: 'get', seconds: 0.5 } as const;
      const done = await runClient('objects', job, '0-1');
      assert.equal(done.failed, 0);
      assert.ok(
        done.count > 0 && done.seconds > 0.4 && done.p50Ms <= done.p99Ms && done.clientCpu > 0,
        `${JSON.stringify(done)}`,
      );
      assert.ok(store.running.cpuSeconds() > 0 && store.running.peakBytes() > 10e6);
      const account = { ...job.account, secretAccessKey: 'another' };
      const wrong = await runClient('objects', { ...job, account, operation: 'fill', seconds: 0 }, '0-1');
      assert.ok(wrong.count > 0 && wrong.failed === wrong.count, 'a signature that is wrong is refused');
    }),
  );
});

test('it has its places in the document', () => {
  const document = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'benchmarks', 'object-store.md'), 'utf8');
  for (const name of ['embedded', 'cluster', 'peers']) withPart(document, `bench:object-store ${name}`, 'text');
});
