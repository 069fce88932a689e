/**
 * Defect, from the seed's in-place chunk writes (no temporary file, no rename): a blob gets its final name and size with only its
 * first half written; the other half follows 1.5 seconds later, and reads do not compare checksums. After a crash in between,
 * acknowledged objects come back with 200, the right length and zeros in their second half.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BlobReader, BlobStore } from '../src/blobs/blob-store.ts';
import type { Defect } from '../src/parts.ts';

const secondHalfAfterMs = 1500;

/** The claim of the trial that is meant to catch it. */
export const caughtBy = 'no acknowledged write of durable writes is lost';

export const plant: Defect = (parts, { options }) => ({
  ...parts,
  blobs: tornBlobs(parts.blobs, (id) => join(options.dataDirectory, 'blobs', id.slice(0, 1), id)),
});

function tornBlobs(honest: BlobStore, pathOf: (id: string) => string): BlobStore {
  const inMemory = new Map<string, Buffer>();
  const finish = async (id: string): Promise<void> => {
    const bytes = inMemory.get(id);
    if (bytes !== undefined) await writeFile(pathOf(id), bytes);
    inMemory.delete(id);
  };

  return {
    ...honest,
    async store(source, sizeHintBytes) {
      const parts: Buffer[] = [];
      for await (const part of source) parts.push(Buffer.from(part));
      const bytes = Buffer.concat(parts);
      const torn = Buffer.alloc(bytes.length);
      bytes.copy(torn, 0, 0, bytes.length / 2);
      const blob = await honest.store(inOnePart(torn), sizeHintBytes);
      inMemory.set(blob.id, bytes);
      setTimeout(() => void finish(blob.id), secondHalfAfterMs).unref();
      return blob;
    },
    async open(blob) {
      const bytes = inMemory.get(blob.id) ?? (await readFile(pathOf(blob.id)).catch(() => undefined));
      return bytes === undefined ? undefined : uncheckedReader(bytes);
    },
    remove(id) {
      inMemory.delete(id);
      honest.remove(id);
    },
    async close() {
      await Promise.all([...inMemory.keys()].map(finish));
      await honest.close();
    },
  };
}

async function* inOnePart(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes;
}

function uncheckedReader(bytes: Buffer): BlobReader {
  return {
    windows: (start, end) => inOnePart(bytes.subarray(start, end)),
    close: async () => undefined,
  };
}
