/**
 * Blobs as files: `incoming/ID` while they are written, `blobs/X/ID` afterwards (X is the id's first digit).
 * Order of a write: temporary file, bytes, fsync, rename, fsync of the directory; only then is the blob anybody's to reference.
 */
import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, open, readdir, rename, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { BlockSummer } from '../chunks/block-sums.ts';
import { WindowPool, windowBytes } from '../chunks/window-pool.ts';
import type { Logger } from '../log.ts';
import type { BlobRef, BlobStore, SweepReport } from './blob-store.ts';
import { createDiskReader } from './disk-reader.ts';
import { type Folders, makeFolders } from './folders.ts';

export async function openDiskBlobs(directory: string, log: Logger): Promise<BlobStore> {
  const folders = await makeFolders(directory);
  const { incoming, pathOf } = folders;
  const pool = new WindowPool();
  const removals = new Set<Promise<void>>();

  return {
    async store(source, sizeHintBytes) {
      const id = randomBytes(16).toString('hex');
      const temporary = join(incoming, id);
      const file = await open(temporary, 'wx', 0o600);
      try {
        const blob = await writeAll(file, id, source, sizeHintBytes, pool);
        await file.datasync();
        await file.close();
        await rename(temporary, pathOf(id));
        await folders.syncOf(id).request();
        return blob;
      } catch (error) {
        await file.close().catch(() => undefined);
        await removeIfThere(temporary);
        await removeIfThere(pathOf(id));
        throw error;
      }
    },

    async open(blob) {
      const file = await open(pathOf(blob.id), constants.O_RDONLY).catch(absentAsUndefined);
      return file === undefined ? undefined : createDiskReader(file, blob, pool);
    },

    remove(id) {
      const removal = removeIfThere(pathOf(id))
        .catch((error: unknown) => log.warn({ err: error, blob: id }, 'a blob was not removed; the next start will'))
        .finally(() => removals.delete(removal));
      removals.add(removal);
    },

    sweep: (unknown) => sweep(folders, unknown),
    check: () => writeAndRemove(join(incoming, `check-${randomBytes(8).toString('hex')}`)),

    async close() {
      await Promise.all(removals);
    },
  };
}

async function sweep(
  { incoming, shards, pathOf }: Folders,
  unknown: (ids: readonly string[]) => Promise<readonly string[]>,
): Promise<SweepReport> {
  const temporaryFiles = await readdir(incoming);
  for (const name of temporaryFiles) await unlink(join(incoming, name));
  let orphanBlobs = 0;
  for (const shard of shards) {
    const orphans = await unknown(await readdir(shard));
    for (const id of orphans) await unlink(pathOf(id));
    orphanBlobs += orphans.length;
  }
  return { temporaryFiles: temporaryFiles.length, orphanBlobs };
}

async function writeAndRemove(path: string): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.write(Buffer.from('x'));
    await file.datasync();
  } finally {
    await file.close();
    await unlink(path);
  }
}

async function writeAll(
  file: FileHandle,
  id: string,
  source: AsyncIterable<Buffer>,
  sizeHintBytes: number,
  pool: WindowPool,
): Promise<BlobRef> {
  const pooled = sizeHintBytes > windowBytes / 4;
  const buffer = pooled ? pool.take() : Buffer.allocUnsafe(Math.max(1024, sizeHintBytes));
  const sums = new BlockSummer();
  let sizeBytes = 0;
  let filled = 0;
  try {
    for await (const part of source) {
      sums.update(part);
      sizeBytes += part.length;
      for (let from = 0; from < part.length; ) {
        const copied = part.copy(buffer, filled, from);
        from += copied;
        filled += copied;
        if (filled < buffer.length) continue;
        await writeFully(file, buffer);
        filled = 0;
      }
    }
    await writeFully(file, buffer.subarray(0, filled));
  } finally {
    if (pooled) pool.give(buffer);
  }
  return { id, sizeBytes, blockSums: sums.finish() };
}

/** One write may take less than it was given, for instance on a disk that is nearly full. */
async function writeFully(file: FileHandle, bytes: Buffer): Promise<void> {
  for (let from = 0; from < bytes.length; ) {
    const { bytesWritten } = await file.write(bytes, from, bytes.length - from);
    from += bytesWritten;
  }
}

async function removeIfThere(path: string): Promise<void> {
  await unlink(path).catch(absentAsUndefined);
}

function absentAsUndefined(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}
