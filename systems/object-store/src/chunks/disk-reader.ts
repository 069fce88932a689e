/** Reads one chunk's file in windows of whole blocks; no byte leaves before the checksums of its window have been compared. */
import type { FileHandle } from 'node:fs/promises';
import { BLOCK_BYTES, damagedBlock } from './block-sums.ts';
import { type ChunkReader, DamagedChunkError, type StoredChunk } from './chunk-store.ts';
import type { Lease } from './open-files.ts';
import { WINDOW_BYTES, type WindowPool } from './window-pool.ts';

/** Closing it ends the lease. */
export function createDiskReader({ file, leave }: Lease, chunk: StoredChunk, pool: WindowPool): ChunkReader {
  async function* windows(start: number, end: number): AsyncGenerator<Buffer> {
    const firstByte = start - (start % BLOCK_BYTES);
    const lastByte = Math.min(chunk.sizeBytes, Math.ceil(end / BLOCK_BYTES) * BLOCK_BYTES);
    const pooled = lastByte - firstByte > WINDOW_BYTES / 4;
    for (let from = firstByte; from < end; ) {
      const buffer = pooled ? await pool.takeToFill() : Buffer.allocUnsafe(lastByte - firstByte);
      try {
        const window = buffer.subarray(0, Math.min(buffer.length, lastByte - from));
        await fill(window, from).finally(() => pooled && pool.filled());
        yield window.subarray(Math.max(0, start - from), Math.min(window.length, end - from));
        from += buffer.length;
      } finally {
        if (pooled) pool.give(buffer);
      }
    }
  }

  /** Throws when it is not what was stored. */
  async function fill(window: Buffer, from: number): Promise<void> {
    const readBytes = await readFully(file, window, from);
    const firstBlock = from / BLOCK_BYTES;
    if (readBytes < window.length)
      throw new DamagedChunkError(chunk.id, `block ${firstBlock + Math.floor(readBytes / BLOCK_BYTES)}`);
    const damaged = damagedBlock(window, firstBlock, chunk.blockSums);
    if (damaged !== undefined) throw new DamagedChunkError(chunk.id, `block ${damaged}`);
  }

  return {
    windows,
    async close() {
      leave();
    },
  };
}

/** Reads until the window is full or the file ends; gives back how many bytes there were. */
export async function readFully(file: FileHandle, window: Buffer, position: number): Promise<number> {
  let filled = 0;
  while (filled < window.length) {
    const { bytesRead } = await file.read(window, filled, window.length - filled, position + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return filled;
}
