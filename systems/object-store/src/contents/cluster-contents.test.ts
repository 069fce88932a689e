/** Contents over one local server: cutting into chunks, reading any range back, and leaving nothing of what failed. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { createLog } from '@seatrial/service-log';
import fc from 'fast-check';
import { openDiskChunks } from '../chunks/disk-chunks.ts';
import { createClusterContents } from './cluster-contents.ts';
import type { Content, ContentStore } from './content-store.ts';
import { localCluster } from './local-cluster.ts';

const session = '7'.repeat(32);

async function contentsOf(t: TestContext) {
  const directory = await mkdtemp(join(tmpdir(), 'contents-'));
  const disk = await openDiskChunks(directory);
  const contents = createClusterContents(localCluster('local', disk, createLog()));
  t.after(async () => {
    await contents.close();
    await disk.close();
    await rm(directory, { recursive: true });
  });
  const files = async () =>
    (await readdir(directory, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile()).length;
  return { disk, contents, files };
}

/** Reuses one buffer, as the contract of a source allows. */
async function* partsOf(bytes: Buffer, partBytes: number): AsyncGenerator<Buffer> {
  const part = Buffer.alloc(partBytes);
  for (let from = 0; from < bytes.length; from += partBytes) {
    part.fill(0);
    yield part.subarray(0, bytes.copy(part, 0, from));
  }
}

async function read(contents: ContentStore, content: Content, start: number, end: number): Promise<Buffer> {
  const reader = await contents.open(content);
  assert.ok(reader);
  const parts: Buffer[] = [];
  for await (const window of reader.windows(start, end)) parts.push(Buffer.from(window));
  await reader.close();
  return Buffer.concat(parts);
}

test('any content in any parts and chunks is read back, any range of it, and its removal leaves nothing', async (t) => {
  const { contents, files } = await contentsOf(t);
  const random = randomBytes(1_000_000);
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(fc.constantFrom(0, 1, 100_000, 300_000), fc.nat(random.length)),
      fc.integer({ min: 1000, max: 300_000 }),
      fc.constantFrom(100_000, 262_144, 1_000_000),
      fc.constantFrom(0, 10, 2_000_000),
      fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true })),
      async (sizeBytes, partBytes, chunkBytes, sizeHintBytes, [a, b]) => {
        const bytes = random.subarray(0, sizeBytes);
        const content = await contents.write(partsOf(bytes, partBytes), { session, sizeHintBytes, chunkBytes });
        assert.equal(content.sizeBytes, sizeBytes);
        assert.equal(content.chunks.length, Math.ceil(sizeBytes / chunkBytes));
        assert.ok(content.chunks.every((chunk) => chunk.sizeBytes > 0 && chunk.servers[0] === 'local'));
        const [start, end] = [Math.floor(Math.min(a, b) * sizeBytes), Math.ceil(Math.max(a, b) * sizeBytes)];
        assert.ok((await read(contents, content, start, end)).equals(bytes.subarray(start, end)));
        contents.remove(content.chunks);
        await contents.close();
        assert.equal(await files(), 0);
      },
    ),
    { numRuns: 40 },
  );
});

test('a source that throws in its third chunk leaves none of the others', async (t) => {
  const { contents, files } = await contentsOf(t);
  async function* breaking() {
    yield* partsOf(randomBytes(250_000), 30_000);
    throw new RangeError('the client has gone');
  }
  const write = contents.write(breaking(), { session, sizeHintBytes: 500_000, chunkBytes: 100_000 });
  await assert.rejects(write, RangeError);
  await contents.close();
  assert.equal(await files(), 0);
});

test('who has begun to read gets every chunk, though the content is removed meanwhile', async (t) => {
  const { contents, files } = await contentsOf(t);
  const bytes = randomBytes(500_000);
  const content = await contents.write(partsOf(bytes, 50_000), { session, sizeHintBytes: 0, chunkBytes: 100_000 });
  const reader = await contents.open(content);
  assert.ok(reader);
  const parts: Buffer[] = [];
  for await (const window of reader.windows(0, bytes.length)) {
    if (parts.length === 0) contents.remove(content.chunks);
    parts.push(Buffer.from(window));
  }
  assert.ok(Buffer.concat(parts).equals(bytes));
  await reader.close();
  await contents.close();
  assert.equal(await files(), 0);
  assert.equal(await contents.open(content), undefined);
});

test('a chunk that is missing in the middle is an error, not an end', async (t) => {
  const { contents, disk } = await contentsOf(t);
  const content = await contents.write(partsOf(randomBytes(300_000), 50_000), {
    session,
    sizeHintBytes: 0,
    chunkBytes: 100_000,
  });
  await disk.remove(content.chunks[1]?.id ?? '');
  await assert.rejects(read(contents, content, 0, 300_000), /is on none of its servers/);
});
