/**
 * Defect, from the seed's in-place chunk writes (no temporary file, no rename): a content gets its final place and size with only its
 * first half written; the other half follows 1.5 seconds later, and reads do not compare checksums. After a crash in between,
 * acknowledged objects come back with 200, the right length and zeros in their second half.
 */
import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Content, ContentReader, ContentStore } from '../src/contents/content-store.ts';
import type { Defect } from '../src/parts.ts';

const SECOND_HALF_AFTER_MS = 1500;

/** The claim of the trial that is meant to catch it. */
export const caughtBy = 'no acknowledged write of durable writes is lost';

export const plant: Defect = (parts, { options }) => ({
  ...parts,
  contents: tornContents(parts.contents, join(options.dataDirectory, 'chunks')),
});

function tornContents(honest: ContentStore, folder: string): ContentStore {
  const inMemory = new Map<string, { readonly content: Content; readonly bytes: Buffer }>();
  const keyOf = (content: Content): string => content.chunks[0]?.id ?? '';
  const finish = async (key: string): Promise<void> => {
    const late = inMemory.get(key);
    if (late !== undefined) await overwrite(folder, late.content, late.bytes);
    inMemory.delete(key);
  };

  return {
    ...honest,
    async write(source, options) {
      const parts: Buffer[] = [];
      for await (const part of source) parts.push(Buffer.from(part));
      const bytes = Buffer.concat(parts);
      const torn = Buffer.alloc(bytes.length);
      bytes.copy(torn, 0, 0, bytes.length / 2);
      const content = await honest.write(inOnePart(torn), options);
      const key = keyOf(content);
      inMemory.set(key, { content, bytes });
      setTimeout(() => void finish(key), SECOND_HALF_AFTER_MS).unref();
      return content;
    },
    async open(content) {
      const bytes = inMemory.get(keyOf(content))?.bytes ?? (await readUnchecked(folder, content));
      return bytes === undefined ? undefined : uncheckedReader(bytes);
    },
    remove(chunks) {
      for (const { id } of chunks) inMemory.delete(id);
      honest.remove(chunks);
    },
    async close() {
      await Promise.all([...inMemory.keys()].map(finish));
      await honest.close();
    },
  };
}

async function pathOf(folder: string, id: string): Promise<string | undefined> {
  const paths = await readdir(folder, { recursive: true });
  const path = paths.find((candidate) => candidate.endsWith(id));
  return path === undefined ? undefined : join(folder, path);
}

async function overwrite(folder: string, content: Content, bytes: Buffer): Promise<void> {
  let from = 0;
  for (const { id, sizeBytes } of content.chunks) {
    const path = await pathOf(folder, id);
    if (path === undefined) return;
    const file = await open(path, 'r+');
    await file.write(bytes, from, sizeBytes, 0).finally(() => file.close());
    from += sizeBytes;
  }
}

async function readUnchecked(folder: string, content: Content): Promise<Buffer | undefined> {
  const parts: Buffer[] = [];
  for (const { id, sizeBytes } of content.chunks) {
    const path = await pathOf(folder, id);
    if (path === undefined) return undefined;
    const file = await open(path);
    const bytes = Buffer.alloc(sizeBytes);
    await file.read(bytes, 0, sizeBytes, 0).finally(() => file.close());
    parts.push(bytes);
  }
  return Buffer.concat(parts);
}

async function* inOnePart(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes;
}

function uncheckedReader(bytes: Buffer): ContentReader {
  return {
    windows: (start, end) => inOnePart(bytes.subarray(start, end)),
    close: async () => undefined,
  };
}
