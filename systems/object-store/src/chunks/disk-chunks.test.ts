/** Chunks in files: what comes back is what went in or an error; nothing is left of what failed; ids never leave the folder. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import fc from 'fast-check';
import {
  ChunkExistsError,
  ChunkRemovedError,
  type ChunkStore,
  DamagedChunkError,
  InvalidChunkIdError,
} from './chunk-store.ts';
import { type DiskChunks, openDiskChunks } from './disk-chunks.ts';
import { dataBytes, footerBytes } from './footer.ts';

async function diskOf(t: TestContext): Promise<{ directory: string; disk: DiskChunks }> {
  const directory = await mkdtemp(join(tmpdir(), 'chunks-'));
  const disk = await openDiskChunks(directory);
  t.after(async () => {
    await disk.close();
    await rm(directory, { recursive: true });
  });
  return { directory, disk };
}

const newId = () => `${'5'.repeat(32)}-${randomBytes(6).toString('hex')}`;

async function* partsOf(bytes: Buffer, partBytes = 65_536): AsyncGenerator<Buffer> {
  for (let from = 0; from < bytes.length; from += partBytes) yield bytes.subarray(from, from + partBytes);
}

async function read(disk: ChunkStore, chunk: Parameters<ChunkStore['open']>[0], start = 0, end = chunk.sizeBytes) {
  const reader = await disk.open(chunk);
  assert.ok(reader);
  const parts: Buffer[] = [];
  for await (const window of reader.windows(start, end)) parts.push(Buffer.from(window));
  await reader.close();
  return Buffer.concat(parts);
}

const pathOf = (directory: string, id: string) => join(directory, 'chunks', id.slice(-1), id);

test('any size in any parts, any range of it, whatever length was announced', async (t) => {
  const { disk } = await diskOf(t);
  const random = randomBytes(3_000_000);
  const edges = fc.constantFrom(0, 1, 262_144, 262_145, 1_048_575, 1_048_576, 1_049_000, 2_097_152);
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(edges, fc.nat(random.length)),
      fc.integer({ min: 1000, max: 400_000 }),
      fc.constantFrom(0, 1, 100_000, 1_048_576, 9_000_000),
      fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true })),
      async (sizeBytes, partBytes, sizeHintBytes, [a, b]) => {
        const bytes = random.subarray(0, sizeBytes);
        const chunk = await disk.put(newId(), partsOf(bytes, partBytes), sizeHintBytes);
        assert.equal(chunk.sizeBytes, sizeBytes);
        const [start, end] = [Math.floor(Math.min(a, b) * sizeBytes), Math.ceil(Math.max(a, b) * sizeBytes)];
        assert.ok((await read(disk, chunk, start, end)).equals(bytes.subarray(start, end)));
        const alone = await disk.openAlone(chunk.id);
        assert.deepEqual(alone?.chunk, chunk);
        await alone?.reader.close();
        assert.equal(await disk.verify(chunk.id), 'sound');
        await disk.remove(chunk.id);
      },
    ),
    { numRuns: 40 },
  );
});

test('the size of a file tells the size of its chunk', () => {
  fc.assert(
    fc.property(fc.nat(2 ** 40), (sizeBytes) => dataBytes(sizeBytes + footerBytes(sizeBytes)) === sizeBytes),
    { examples: [[0], [262_144], [262_145], [524_288]] },
  );
});

test('a bit flipped anywhere in the file, data or footer, is found; so is a file cut short', async (t) => {
  const { directory, disk } = await diskOf(t);
  const chunk = await disk.put(newId(), partsOf(randomBytes(300_000)), 300_000);
  const path = pathOf(directory, chunk.id);
  const sound = await readFile(path);
  const positions = [0, 299_999, ...Array.from({ length: sound.length - 300_000 }, (_, index) => 300_000 + index)];
  for (const position of positions) {
    const flipped = Buffer.from(sound);
    flipped[position] = (flipped[position] ?? 0) ^ 4;
    await writeFile(path, flipped);
    assert.equal(await disk.verify(chunk.id), 'damaged', `byte ${position}`);
    if (position < 300_000) await assert.rejects(read(disk, chunk), DamagedChunkError);
    else assert.equal((await read(disk, chunk)).length, 300_000, 'the metadata’s sums still vouch for the bytes');
  }
  await writeFile(path, sound);
  assert.equal(await disk.verify(chunk.id), 'sound');
  for (const length of [sound.length - 1, 299_999, 10, 0]) {
    await truncate(path, length);
    assert.equal(await disk.verify(chunk.id), 'damaged', `cut to ${length}`);
  }
});

test('a source that throws leaves nothing, and its own error comes out', async (t) => {
  const { directory, disk } = await diskOf(t);
  async function* breaking() {
    yield randomBytes(2_000_000);
    throw new RangeError('the client has gone');
  }
  const id = newId();
  await assert.rejects(disk.put(id, breaking(), 5_000_000), RangeError);
  assert.deepEqual(await readdir(join(directory, 'incoming')), []);
  assert.deepEqual(await disk.list('', 10), []);
  await disk.put(id, partsOf(Buffer.from('again')), 5);
});

test('a chunk is written once', async (t) => {
  const { disk } = await diskOf(t);
  const id = newId();
  const writes = await Promise.allSettled(['a', 'b', 'c'].map((text) => disk.put(id, partsOf(Buffer.from(text)), 1)));
  assert.equal(writes.filter(({ status }) => status === 'fulfilled').length, 1);
  await assert.rejects(disk.put(id, partsOf(Buffer.from('d')), 1), ChunkExistsError);
  assert.equal(await disk.verify(id), 'sound');
});

test('what is removed while it is written is not there when it has been', async (t) => {
  const { disk } = await diskOf(t);
  const id = newId();
  async function* removing() {
    yield randomBytes(1000);
    await disk.remove(id);
  }
  await assert.rejects(disk.put(id, removing(), 1000), ChunkRemovedError);
  assert.equal(await disk.verify(id), 'absent');
  assert.deepEqual(await disk.list('', 10), []);
  await disk.put(id, partsOf(randomBytes(1000)), 1000);
  assert.equal(await disk.verify(id), 'sound');
});

test('ids that are none are refused before they become a path', async (t) => {
  const { disk } = await diskOf(t);
  const bad = [
    '',
    '../../etc/passwd',
    `${'5'.repeat(32)}-../../../../x`,
    `${'A'.repeat(32)}-0123456789ab`,
    `${newId()}\n`,
  ];
  for (const id of bad) {
    await assert.rejects(disk.put(id, partsOf(Buffer.from('x')), 1), InvalidChunkIdError);
    await assert.rejects(disk.open({ id, sizeBytes: 1, blockSums: Buffer.alloc(4) }), InvalidChunkIdError);
    await assert.rejects(disk.remove(id), InvalidChunkIdError);
    await assert.rejects(disk.verify(id), InvalidChunkIdError);
  }
});

test('a listing shows every chunk once, page by page, though the last of a page is removed', async (t) => {
  const { disk } = await diskOf(t);
  const ids = Array.from({ length: 50 }, newId);
  for (const id of ids) await disk.put(id, partsOf(Buffer.from(id)), 45);
  const seen: string[] = [];
  for (let after = ''; ; ) {
    const page = await disk.list(after, 7);
    seen.push(...page.map(({ id }) => id));
    assert.ok(page.every(({ sizeBytes, storedMs }) => sizeBytes === 45 && Math.abs(storedMs - Date.now()) < 60_000));
    after = page.at(-1)?.id ?? '';
    if (page.length < 7) break;
    await disk.remove(after);
  }
  assert.deepEqual(seen.sort(), ids.sort());
});

test('an open reader outlives the removal, and what is not there is undefined', async (t) => {
  const { disk } = await diskOf(t);
  const bytes = randomBytes(3_000_000);
  const chunk = await disk.put(newId(), partsOf(bytes), bytes.length);
  const reader = await disk.open(chunk);
  await disk.remove(chunk.id);
  await disk.remove(chunk.id);
  const parts: Buffer[] = [];
  for await (const window of reader?.windows(0, bytes.length) ?? []) parts.push(Buffer.from(window));
  assert.ok(Buffer.concat(parts).equals(bytes));
  assert.equal(await disk.open(chunk), undefined);
  assert.equal(await disk.openAlone(chunk.id), undefined);
  assert.equal(await disk.verify(chunk.id), 'absent');
});

test('the check writes for real and tells the space', async (t) => {
  const { directory, disk } = await diskOf(t);
  const { availableBytes, usedBytes, totalBytes } = await disk.check();
  assert.ok(availableBytes > 0 && usedBytes > 0 && availableBytes + usedBytes <= totalBytes);
  await rm(join(directory, 'incoming'), { recursive: true });
  await assert.rejects(disk.check(), /ENOENT/);
});
