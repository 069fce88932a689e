/**
 * Keeps chunks off the last of a disk that the database lies on too: a database that cannot write cannot even delete, and a disk that is
 * full would stay so.
 */
import { statfs } from 'node:fs/promises';
import { type ChunkStore, NoSpaceError } from '../chunks/chunk-store.ts';

/** SQLite's log of changes grows to 4 MiB before it begins anew; the rest is for what it is about. */
const RESERVE_BYTES = 16 * 1024 * 1024;

/** How long a free-space reading is reused, less the bytes admitted since. */
const KEPT_MS = 100;

export function withReserve<Store extends ChunkStore>(store: Store, directory: string): Store {
  let lookedMs = Number.NEGATIVE_INFINITY;
  let freeBytes = 0;
  /** Of the chunks that are being written. */
  let comingBytes = 0;

  async function admit(sizeBytes: number): Promise<void> {
    const needed = RESERVE_BYTES + sizeBytes;
    if (performance.now() - lookedMs >= KEPT_MS || freeBytes < needed) {
      const { bavail, bsize } = await statfs(directory);
      lookedMs = performance.now();
      freeBytes = bavail * bsize - comingBytes;
    }
    if (freeBytes < needed) throw new NoSpaceError('What is left of the disk is kept for the database.');
    freeBytes -= sizeBytes;
  }

  return {
    ...store,

    async put(id, source, sizeHintBytes) {
      await admit(sizeHintBytes);
      comingBytes += sizeHintBytes;
      try {
        return await store.put(id, source, sizeHintBytes);
      } finally {
        comingBytes -= sizeHintBytes;
      }
    },

    async check() {
      const space = await store.check();
      if (space.availableBytes < RESERVE_BYTES) throw new NoSpaceError('The disk is full but for its reserve.');
      return space;
    },
  };
}
