/**
 * A file of the journal on the disk. The one that is written is plain; one that is full is packed with gzip, which makes it
 * five times smaller. The lines are the same, so the chain does not know of it. A file stands under its plain name, under
 * its packed name, or, where a crash came between, under both: then the plain one is read.
 */
import { closeSync, createReadStream, createWriteStream, existsSync, fstatSync, openSync, readSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { createGzip, gunzipSync } from 'node:zlib';
import { PACKED } from './run-directory.ts';

/** Records are mostly digits of hashes: a higher level takes twice the time and saves 8 %. */
const LEVEL = 1;
/** What is read and packed in one turn of another thread. */
const PIECE_BYTES = 256 * 1024;
/** Room for the lines of one file, which is a little larger than 4 MiB. */
const UNPACKED_BYTES = 4_500_000;

/** Packs files that are written to no more, one at a time and beside the load: the work is done in Node's own pool of threads. */
export class Packer {
  #last: Promise<void> = Promise.resolve();

  pack(path: string): void {
    this.#last = this.#last.then(() => packed(path));
  }

  /** When all that it was given is packed. Never rejects. */
  done(): Promise<void> {
    return this.#last;
  }
}

/** At every instant the plain file is whole, or the packed one is and is on the disk. A file that cannot be packed stays plain. */
async function packed(path: string): Promise<void> {
  const temporary = `${path}${PACKED}.new`;
  try {
    await pipeline(
      createReadStream(path, { highWaterMark: PIECE_BYTES }),
      createGzip({ level: LEVEL, chunkSize: PIECE_BYTES }),
      createWriteStream(temporary, { flush: true }),
    );
    await rename(temporary, `${path}${PACKED}`);
    await rm(path);
  } catch {
    await rm(temporary, { force: true }).catch(() => {}); // the file stays plain, which costs room and nothing else
  }
}

/** Reads files of a journal by their plain names, whole, one at a time. */
export class SegmentReader {
  /** One buffer for all files: one each would wait for a collection of all memory. */
  #buffer = Buffer.alloc(0);

  /**
   * The lines of a file, and its bytes on the disk. The lines are good until the next call.
   * @throws Error with a sentence about the file when it cannot be read or unpacked.
   */
  read(path: string): { lines: Buffer; bytes: number } {
    try {
      const lines = this.#whole(path);
      return { lines, bytes: lines.length };
    } catch (error) {
      // It may be packed while it is looked for; the packed one is there before the plain one goes.
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
    const packed = this.#whole(`${path}${PACKED}`);
    try {
      return { lines: gunzipSync(packed, { chunkSize: UNPACKED_BYTES }), bytes: packed.length };
    } catch (error) {
      throw new Error(`cannot be unpacked: ${(error as Error).message}`);
    }
  }

  #whole(path: string): Buffer {
    const file = openSync(path, 'r');
    try {
      const { size } = fstatSync(file);
      if (size > this.#buffer.length) this.#buffer = Buffer.allocUnsafeSlow(size);
      let filled = 0;
      for (let count = -1; count !== 0 && filled < size; filled += count) {
        count = readSync(file, this.#buffer, filled, size - filled, filled);
      }
      return this.#buffer.subarray(0, filled);
    } finally {
      closeSync(file);
    }
  }
}

/** The name under which a file of the journal is there: its plain one, or its packed one. */
export function nameOnDisk(path: string): string {
  return existsSync(path) ? path : `${path}${PACKED}`;
}
