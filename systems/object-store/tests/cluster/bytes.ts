/** Bytes as streams and back, for tests of whatever stores them. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import type { ChunkReader } from '../../src/chunks/chunk-store.ts';
import type { ContentReader } from '../../src/contents/content-store.ts';

export const session = '5'.repeat(32);

export const newChunkId = (): string => `${session}-${randomBytes(6).toString('hex')}`;

export async function* partsOf(bytes: Buffer, partBytes = 65_536): AsyncGenerator<Buffer> {
  for (let from = 0; from < bytes.length; from += partBytes) yield bytes.subarray(from, from + partBytes);
}

/** `between` is awaited after the first window. */
export async function readAll(
  reader: ChunkReader | ContentReader | undefined,
  start: number,
  end: number,
  between: () => unknown = () => undefined,
): Promise<Buffer> {
  assert.ok(reader !== undefined, 'it is there');
  const parts: Buffer[] = [];
  try {
    for await (const window of reader.windows(start, end)) {
      parts.push(Buffer.from(window));
      if (parts.length === 1) await between();
    }
  } finally {
    await reader.close();
  }
  return Buffer.concat(parts);
}
