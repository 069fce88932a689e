/**
 * The end of a chunk's file: what vouches for the bytes before it, so that a disk can be verified without asking anybody. Block sums
 * (16 bytes a block), size (8), version (4), magic (4), and the CRC-32 of all these (4); numbers are big-endian. A file without a sound
 * footer is not a chunk, whatever its name.
 */
import { crc32 } from 'node:zlib';
import { BLOCK_BYTES, SUM_BYTES } from './block-sums.ts';
import type { ChunkSums } from './chunk-store.ts';

const VERSION = 2;
const magic = 0x53_43_48_4b;

/** What follows the sums; its size does not depend on the chunk's. */
export const TRAILER_BYTES = 20;

export function footerBytes(sizeBytes: number): number {
  return sumsBytes(sizeBytes) + TRAILER_BYTES;
}

/** How many of a file's bytes are the chunk's, if its footer is sound; below zero when it cannot have one. */
export function dataBytes(fileBytes: number): number {
  const blocks = Math.ceil((fileBytes - TRAILER_BYTES) / (BLOCK_BYTES + SUM_BYTES));
  return fileBytes - TRAILER_BYTES - blocks * SUM_BYTES;
}

export function encodeFooter({ sizeBytes, blockSums }: ChunkSums): Buffer {
  const footer = Buffer.alloc(blockSums.length + TRAILER_BYTES);
  blockSums.copy(footer);
  const at = footer.writeBigUInt64BE(BigInt(sizeBytes), blockSums.length);
  footer.writeUInt32BE(magic, footer.writeUInt32BE(VERSION, at));
  footer.writeUInt32BE(crc32(footer.subarray(0, -4)), footer.length - 4);
  return footer;
}

/** Undefined when it is not a sound footer of a chunk of this size. */
export function decodeFooter(footer: Buffer, sizeBytes: number): ChunkSums | undefined {
  if (footer.length !== footerBytes(sizeBytes)) return undefined;
  if (footer.readUInt32BE(footer.length - 4) !== crc32(footer.subarray(0, -4))) return undefined;
  const blockSums = footer.subarray(0, footer.length - TRAILER_BYTES);
  const trailer = footer.subarray(blockSums.length);
  if (trailer.readBigUInt64BE(0) !== BigInt(sizeBytes)) return undefined;
  if (trailer.readUInt32BE(8) !== VERSION || trailer.readUInt32BE(12) !== magic) return undefined;
  return { sizeBytes, blockSums };
}

function sumsBytes(sizeBytes: number): number {
  return Math.ceil(sizeBytes / BLOCK_BYTES) * SUM_BYTES;
}
