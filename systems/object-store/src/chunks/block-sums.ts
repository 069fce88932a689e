/**
 * Checksums of a chunk's blocks: one CRC-32 for every 256 KiB. CRC-32 because it must keep up with a network card on every read
 * (2 to 5 GB/s a core, SHA-256 1.5); it finds every burst of damage up to 32 bits and misses others once in 2^32.
 * It guards against decay and torn writes, not against somebody who can write to both the disk and the database.
 */
import { crc32 } from 'node:zlib';

export const blockBytes = 256 * 1024;

/** Sums bytes as they come, in parts of any size. */
export class BlockSummer {
  readonly #sums: number[] = [];
  #current = 0;
  #inBlockBytes = 0;

  update(bytes: Buffer): void {
    for (let from = 0; from < bytes.length; ) {
      const part = bytes.subarray(from, from + blockBytes - this.#inBlockBytes);
      this.#current = crc32(part, this.#current);
      this.#inBlockBytes += part.length;
      from += part.length;
      if (this.#inBlockBytes === blockBytes) this.#endBlock();
    }
  }

  finish(): Buffer {
    if (this.#inBlockBytes > 0) this.#endBlock();
    const bytes = Buffer.alloc(this.#sums.length * 4);
    for (const [index, sum] of this.#sums.entries()) bytes.writeUInt32BE(sum, index * 4);
    return bytes;
  }

  #endBlock(): void {
    this.#sums.push(this.#current);
    this.#current = 0;
    this.#inBlockBytes = 0;
  }
}

/** The first block of `window` (which starts at block `firstBlock`) that is not what was summed, or undefined. */
export function damagedBlock(window: Buffer, firstBlock: number, blockSums: Buffer): number | undefined {
  for (let from = 0, block = firstBlock; from < window.length; from += blockBytes, block++) {
    const sum = crc32(window.subarray(from, from + blockBytes));
    if (block * 4 + 4 > blockSums.length || blockSums.readUInt32BE(block * 4) !== sum) return block;
  }
  return undefined;
}
