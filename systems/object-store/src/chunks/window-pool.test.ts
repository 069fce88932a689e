/** Many readers: each gets its bytes, the slow ones hold little together, and no more windows are in use than threads can fill. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { DamagedChunkError } from './chunk-store.ts';
import { openDiskChunks } from './disk-chunks.ts';
import { WindowPool } from './window-pool.ts';

test('readers who stop after their first window hold little memory, and each gets all its bytes in the end', async (t) => {
  const directory = await mkdtemp(join(tmpdir(), 'object-store-windows-'));
  const disk = await openDiskChunks(directory);
  t.after(async () => {
    await disk.close();
    await rm(directory, { recursive: true });
  });
  const bytes = randomBytes(2_500_000);
  const chunk = await disk.put(
    `${'a'.repeat(32)}-${'b'.repeat(12)}`,
    (async function* () {
      yield bytes;
    })(),
    bytes.length,
  );
  const readers = await Promise.all(Array.from({ length: 200 }, () => disk.open(chunk)));
  let heldBytes = 0;
  const reads: { readonly first: Buffer; readonly rest: AsyncGenerator<Buffer>; readonly start: number }[] = [];
  for (const [index, reader] of readers.entries()) {
    assert.ok(reader !== undefined);
    const rest = reader.windows(index * 1000, bytes.length);
    const { value } = await rest.next();
    assert.ok(Buffer.isBuffer(value));
    heldBytes += value.buffer.byteLength;
    reads.push({ first: Buffer.from(value), rest, start: index * 1000 });
  }
  assert.ok(heldBytes <= 64 * 1024 ** 2 + 136 * 256 * 1024, `${heldBytes} bytes`);
  for (const { first, rest, start } of reads) {
    const parts = [first];
    for await (const window of rest) parts.push(Buffer.from(window));
    assert.ok(Buffer.concat(parts).equals(bytes.subarray(start)));
  }
  for (const reader of readers) await reader?.close();
  const damaged = await disk.open({ ...chunk, blockSums: Buffer.alloc(chunk.blockSums.length) });
  for (let turn = 0; turn < 9; turn++)
    await assert.rejects(async () => damaged?.windows(0, bytes.length).next(), DamagedChunkError);
  const sound = await disk.open(chunk);
  assert.ok((await sound?.windows(0, bytes.length).next())?.value?.equals(bytes.subarray(0, 1024 ** 2)));
  for (const reader of [damaged, sound]) await reader?.close();
});

test('four windows are filled at once, and whoever waits gets the next, first come first served', async () => {
  const pool = new WindowPool();
  const taken: number[] = [];
  for (let reader = 0; reader < 7; reader++) void pool.takeToFill().then(() => taken.push(reader));
  await new Promise(setImmediate);
  assert.deepEqual(taken, [0, 1, 2, 3]);
  for (let filled = 0; filled < 2; filled++) pool.filled();
  await new Promise(setImmediate);
  assert.deepEqual(taken, [0, 1, 2, 3, 4, 5]);
  for (let filled = 0; filled < 5; filled++) pool.filled();
  await new Promise(setImmediate);
  assert.deepEqual(taken, [0, 1, 2, 3, 4, 5, 6]);
});
