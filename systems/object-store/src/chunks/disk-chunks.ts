/**
 * Chunks as files of one folder. Order of a write: temporary file, bytes and footer, fsync, rename, fsync of the directory; only then
 * is the chunk anybody's to reference. One process at a time uses the folder: its owner sees to that.
 */
import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { access, type FileHandle, open, readdir, rename, stat, statfs, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import {
  CHUNK_ID_PATTERN,
  ChunkExistsError,
  type ChunkReader,
  ChunkRemovedError,
  type ChunkStore,
  DamagedChunkError,
  type ListedChunk,
  NoSpaceError,
  requireChunkId,
  type Space,
  type StoredChunk,
} from './chunk-store.ts';
import { createDiskReader, readFully } from './disk-reader.ts';
import { writeChunk } from './disk-writer.ts';
import { type Folders, openFolders } from './folders.ts';
import { dataBytes, decodeFooter, footerBytes } from './footer.ts';
import { mostIdleFiles, OpenFiles } from './open-files.ts';
import { WindowPool } from './window-pool.ts';

export interface DiskChunks extends ChunkStore {
  /** As `open`, with nothing but the chunk's own footer to vouch for it. Throws `DamagedChunkError` when that is not sound. */
  openAlone(id: string): Promise<{ readonly chunk: StoredChunk; readonly reader: ChunkReader } | undefined>;
}

/** Makes the folders that are missing and removes what an earlier process left half-written. */
export async function openDiskChunks(directory: string): Promise<DiskChunks> {
  const folders = await openFolders(directory);
  const pool = new WindowPool();
  const writes: Writes = new Map();
  const openFiles = new OpenFiles((id) => openIfThere(folders.pathOf(id)), mostIdleFiles());

  async function openAlone(id: string) {
    requireChunkId(id);
    const file = await openIfThere(folders.pathOf(id));
    if (file === undefined) return undefined;
    try {
      const chunk = await readFooter(file, id);
      const close = (): void => void file.close().catch(() => undefined);
      return { chunk, reader: createDiskReader({ file, leave: close }, chunk, pool) };
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  return {
    put: (id, source, sizeHintBytes) => put({ folders, pool, writes }, id, source, sizeHintBytes),
    openAlone,

    async open(chunk) {
      requireChunkId(chunk.id);
      const lease = await openFiles.take(chunk.id);
      return lease && createDiskReader(lease, chunk, pool);
    },

    async remove(id) {
      requireChunkId(id);
      const write = writes.get(id);
      if (write !== undefined) write.removed = true;
      await removeIfThere(folders.pathOf(id));
      openFiles.forget(id);
    },

    async verify(id) {
      try {
        const opened = await openAlone(id);
        if (opened === undefined) return 'absent';
        try {
          for await (const _verified of opened.reader.windows(0, opened.chunk.sizeBytes));
        } finally {
          await opened.reader.close();
        }
        return 'sound';
      } catch (error) {
        if (error instanceof DamagedChunkError) return 'damaged';
        throw error;
      }
    },

    list: (after, limit) => list(folders, after, limit),

    async check() {
      await writeAndRemove(join(folders.incoming, `check-${randomBytes(8).toString('hex')}`)).catch(throwAsNoSpace);
      return spaceOf(directory);
    },

    async close() {
      openFiles.close();
      await folders.close();
    },
  };
}

/** By chunk: what is being written, and whether it was removed since. */
type Writes = Map<string, { removed: boolean }>;

interface PutParts {
  readonly folders: Folders;
  readonly pool: WindowPool;
  readonly writes: Writes;
}

async function put(
  { folders, pool, writes }: PutParts,
  id: string,
  source: AsyncIterable<Buffer>,
  sizeHintBytes: number,
): Promise<StoredChunk> {
  requireChunkId(id);
  const temporary = join(folders.incoming, id);
  const path = folders.pathOf(id);
  const file = await open(temporary, 'wx', 0o600).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'EEXIST') throw new ChunkExistsError(id);
    return throwAsNoSpace(error);
  });
  const write = { removed: false };
  const requireWanted = (): void => {
    if (write.removed) throw new ChunkRemovedError(id);
  };
  writes.set(id, write);
  let named = temporary;
  try {
    if (await isThere(path)) throw new ChunkExistsError(id);
    const sums = await writeChunk(file, source, sizeHintBytes, pool);
    requireWanted();
    await rename(temporary, path);
    named = path;
    await folders.syncOf(id);
    // Whoever removed it during the rename may have found nothing yet.
    requireWanted();
    file.close().catch(() => undefined);
    return { id, ...sums };
  } catch (error) {
    await file.close().catch(() => undefined);
    await removeIfThere(named);
    return throwAsNoSpace(error);
  } finally {
    writes.delete(id);
  }
}

async function readFooter(file: FileHandle, id: string): Promise<StoredChunk> {
  const sizeBytes = dataBytes((await file.stat()).size);
  const footer = Buffer.allocUnsafe(sizeBytes < 0 ? 0 : footerBytes(sizeBytes));
  const readBytes = await readFully(file, footer, Math.max(0, sizeBytes));
  const sums = decodeFooter(footer.subarray(0, readBytes), sizeBytes);
  if (sums === undefined) throw new DamagedChunkError(id, 'its footer');
  return { id, ...sums };
}

/** By folder and then by id, so that a page reads one folder's names or two. */
async function list(folders: Folders, after: string, limit: number): Promise<ListedChunk[]> {
  if (after !== '') requireChunkId(after);
  const begun = after === '' ? undefined : folders.shardOf(after);
  const listed: ListedChunk[] = [];
  for (const shard of folders.shards.slice(begun === undefined ? 0 : folders.shards.indexOf(begun))) {
    const ids = (await readdir(shard)).filter((id) => CHUNK_ID_PATTERN.test(id) && (shard !== begun || id > after));
    for (const id of ids.sort()) {
      if (listed.length === limit) return listed;
      const found = await stat(join(shard, id)).catch(absentAsUndefined);
      if (found !== undefined)
        listed.push({ id, sizeBytes: Math.max(0, dataBytes(found.size)), storedMs: found.mtimeMs });
    }
  }
  return listed;
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

async function spaceOf(directory: string): Promise<Space> {
  const { bsize, blocks, bfree, bavail } = await statfs(directory);
  return { availableBytes: bavail * bsize, usedBytes: (blocks - bfree) * bsize, totalBytes: blocks * bsize };
}

function openIfThere(path: string): Promise<FileHandle | undefined> {
  return open(path, constants.O_RDONLY).catch(absentAsUndefined);
}

async function removeIfThere(path: string): Promise<void> {
  await unlink(path).catch(absentAsUndefined);
}

function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

function throwAsNoSpace(error: unknown): never {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'ENOSPC' || code === 'EDQUOT')
    throw new NoSpaceError('The disk is full: nothing was stored.', { cause: error });
  throw error;
}

function absentAsUndefined(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}
