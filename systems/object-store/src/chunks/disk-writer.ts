/**
 * Writes one chunk's bytes and their footer into a file, in as few writes as its buffer allows, and makes them durable; the file's name is
 * not its business.
 */
import type { FileHandle } from 'node:fs/promises';
import { BlockSummer } from './block-sums.ts';
import type { ChunkSums } from './chunk-store.ts';
import { encodeFooter } from './footer.ts';
import { WINDOW_BYTES, type WindowPool } from './window-pool.ts';

/** After so many bytes the disk is told to begin, so that there is little to wait for at the end. */
const WRITE_BACK_BYTES = 8 * 1024 * 1024;

/** So that the buffer is not too small whatever was announced. */
const SLACK_BYTES = 1024;

export async function writeChunk(
  file: FileHandle,
  source: AsyncIterable<Buffer>,
  sizeHintBytes: number,
  pool: WindowPool,
): Promise<ChunkSums> {
  const pooled = sizeHintBytes > WINDOW_BYTES / 4;
  const buffer = pooled ? pool.take() : Buffer.allocUnsafe(sizeHintBytes + SLACK_BYTES);
  const sums = new BlockSummer();
  const writeBack = new WriteBack(file);
  let sizeBytes = 0;
  let filled = 0;
  const append = async (bytes: Buffer): Promise<void> => {
    for (let from = 0; from < bytes.length; ) {
      if (filled === buffer.length) {
        await writeFully(file, [buffer]);
        writeBack.wrote(filled);
        filled = 0;
      }
      const copied = bytes.copy(buffer, filled, from);
      from += copied;
      filled += copied;
    }
  };
  try {
    for await (const part of source) {
      sums.update(part);
      sizeBytes += part.length;
      if (filled + part.length <= buffer.length) filled += part.copy(buffer, filled);
      else await append(part);
    }
    const written = { sizeBytes, blockSums: sums.finish() };
    await writeFully(file, [buffer.subarray(0, filled), encodeFooter(written)]);
    await writeBack.finish();
    return written;
  } finally {
    if (pooled) pool.give(buffer);
  }
}

/** In one write, unless that takes less than it was given, for instance on a disk that is nearly full. */
async function writeFully(file: FileHandle, parts: readonly Buffer[]): Promise<void> {
  const { bytesWritten } = await file.writev(parts);
  const sizeBytes = parts.reduce((sum, { length }) => sum + length, 0);
  if (bytesWritten === sizeBytes) return;
  const bytes = Buffer.concat(parts);
  for (let from = bytesWritten; from < sizeBytes; ) from += (await file.write(bytes, from)).bytesWritten;
}

/** One sync at a time in the background, and the last one for all. */
class WriteBack {
  readonly #file: FileHandle;
  #unsyncedBytes = 0;
  #running: Promise<void> | undefined;
  /** The kernel tells of bytes that were lost once, so whoever asks last would not hear of it. */
  #failure: { readonly error: unknown } | undefined;

  constructor(file: FileHandle) {
    this.#file = file;
  }

  wrote(bytes: number): void {
    this.#unsyncedBytes += bytes;
    if (this.#unsyncedBytes < WRITE_BACK_BYTES || this.#running !== undefined) return;
    this.#unsyncedBytes = 0;
    this.#running = this.#file
      .datasync()
      .catch((error: unknown) => {
        this.#failure = { error };
      })
      .finally(() => {
        this.#running = undefined;
      });
  }

  async finish(): Promise<void> {
    await Promise.all([this.#running, this.#file.datasync()]);
    if (this.#failure !== undefined) throw this.#failure.error;
  }
}
