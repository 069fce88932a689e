/** Writes one chunk's bytes and their footer into a file, in as few writes as its buffer allows; the file's name and durability are not its business. */
import type { FileHandle } from 'node:fs/promises';
import { BlockSummer } from './block-sums.ts';
import type { ChunkSums } from './chunk-store.ts';
import { encodeFooter } from './footer.ts';
import { type WindowPool, windowBytes } from './window-pool.ts';

/** Room for the footer of a chunk that fits one buffer, so that both go out in one write. */
const slackBytes = 1024;

export async function writeChunk(
  file: FileHandle,
  source: AsyncIterable<Buffer>,
  sizeHintBytes: number,
  pool: WindowPool,
): Promise<ChunkSums> {
  const pooled = sizeHintBytes > windowBytes / 4;
  const buffer = pooled ? pool.take() : Buffer.allocUnsafe(sizeHintBytes + slackBytes);
  const sums = new BlockSummer();
  let sizeBytes = 0;
  let filled = 0;
  const append = async (bytes: Buffer): Promise<void> => {
    for (let from = 0; from < bytes.length; ) {
      const copied = bytes.copy(buffer, filled, from);
      from += copied;
      filled += copied;
      if (filled < buffer.length) continue;
      await writeFully(file, buffer);
      filled = 0;
    }
  };
  try {
    for await (const part of source) {
      sums.update(part);
      sizeBytes += part.length;
      if (filled + part.length < buffer.length) filled += part.copy(buffer, filled);
      else await append(part);
    }
    const written = { sizeBytes, blockSums: sums.finish() };
    await append(encodeFooter(written));
    await writeFully(file, buffer.subarray(0, filled));
    return written;
  } finally {
    if (pooled) pool.give(buffer);
  }
}

/** One write may take less than it was given, for instance on a disk that is nearly full. */
async function writeFully(file: FileHandle, bytes: Buffer): Promise<void> {
  for (let from = 0; from < bytes.length; ) {
    const { bytesWritten } = await file.write(bytes, from, bytes.length - from);
    from += bytesWritten;
  }
}
