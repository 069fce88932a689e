/**
 * Histograms in the form other tools read: HdrHistogram's V2 compressed encoding, as base64. Our buckets are those of an
 * HdrHistogram of two significant digits from 1 to 2^36 - 1, so counts pass unchanged; sum, least and most are not in it.
 *
 * Source: HdrHistogram's `AbstractHistogram.encodeIntoCompressedByteBuffer`: a cookie and the length, then, deflated, a
 * header of 40 bytes and the counts as ZigZag LEB128, a run of empty buckets as its negative length. All big-endian.
 */
import { deflateSync, inflateSync } from 'node:zlib';
import type { HistogramData } from './histogram.ts';

const COOKIE = 0x1c849313;
const COMPRESSED_COOKIE = 0x1c849314;
const HEADER_BYTES = 40;
const DIGITS = 2;
const LOWEST = 1n;
const HIGHEST = 2n ** 36n - 1n;
const HALF_BUCKETS = 128;

/** @example encodeHdr(oneValueOf5.toData()) // 'HISTFAAAACN4nJNpmSzMwMDAxAABMJqRgYGB///////tP0AEOJkAcfsGkQ==' */
export function encodeHdr({ buckets }: HistogramData): string {
  const counts: number[] = [];
  let next = 0;
  let index = 0;
  for (let i = 0; i + 1 < buckets.length; i += 2) {
    index += buckets[i] ?? 0;
    const empty = index - next;
    if (empty > 0) putSigned(counts, empty === 1 ? 0 : -empty);
    putSigned(counts, buckets[i + 1] ?? 0);
    next = index + 1;
  }
  const payload = Buffer.alloc(HEADER_BYTES + counts.length);
  payload.writeInt32BE(COOKIE, 0);
  payload.writeInt32BE(counts.length, 4);
  payload.writeInt32BE(0, 8); // how far a writer had shifted its array; the counts here never are
  payload.writeInt32BE(DIGITS, 12);
  payload.writeBigInt64BE(LOWEST, 16);
  payload.writeBigInt64BE(HIGHEST, 24);
  payload.writeDoubleBE(1, 32); // values are whole numbers
  payload.set(counts, HEADER_BYTES);
  const deflated = deflateSync(payload);
  const head = Buffer.alloc(8);
  head.writeInt32BE(COMPRESSED_COOKIE, 0);
  head.writeInt32BE(deflated.length, 4);
  return Buffer.concat([head, deflated]).toString('base64');
}

export type DecodedHdr = { ok: true; data: HistogramData } | { ok: false; problem: string };

/** Reads what `encodeHdr` wrote, or another tool with the same range and digits; the sum and the ends are those of buckets. */
export function decodeHdr(text: string): DecodedHdr {
  try {
    const bytes = Buffer.from(text, 'base64');
    if (bytes.readInt32BE(0) !== COMPRESSED_COOKIE) return { ok: false, problem: 'it is no compressed V2 histogram' };
    const payload = inflateSync(bytes.subarray(8, 8 + bytes.readInt32BE(4)));
    const sameBuckets =
      payload.readInt32BE(0) === COOKIE && payload.readInt32BE(12) === DIGITS && payload.readBigInt64BE(16) === LOWEST;
    if (!sameBuckets) return { ok: false, problem: 'its buckets are others than ours' };
    return { ok: true, data: dataOf(payload.subarray(HEADER_BYTES, HEADER_BYTES + payload.readInt32BE(4))) };
  } catch (error) {
    return { ok: false, problem: `it is cut off or damaged: ${(error as Error).message}` };
  }
}

function dataOf(bytes: Uint8Array): HistogramData {
  const buckets: number[] = [];
  let [count, sumUs, minUs, maxUs, index, last] = [0, 0, 0, 0, 0, 0];
  for (let at = 0; at < bytes.length; ) {
    const { value, next } = signedAt(bytes, at);
    at = next;
    if (value > 0) {
      const { low, high } = boundsOf(index);
      buckets.push(index - last, value);
      if (count === 0) minUs = low;
      maxUs = high;
      count += value;
      sumUs += (value * (low + high)) / 2;
      last = index;
    }
    index += value < 0 ? -value : 1;
  }
  return { count, sumUs, minUs, maxUs, buckets };
}

/** The least and the greatest whole number that a bucket counts. */
function boundsOf(index: number): { low: number; high: number } {
  const shift = Math.max(0, Math.floor(index / HALF_BUCKETS) - 1);
  const low = (index - shift * HALF_BUCKETS) * 2 ** shift;
  return { low, high: low + 2 ** shift - 1 };
}

/** ZigZag (0, -1, 1, -2 ... become 0, 1, 2, 3 ...), then seven bits a byte, the lowest first. */
function putSigned(bytes: number[], value: number): void {
  let rest = value < 0 ? -2 * value - 1 : 2 * value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128);
  bytes.push(rest);
}

function signedAt(bytes: Uint8Array, start: number): { value: number; next: number } {
  let zigzag = 0;
  for (let at = start, unit = 1; ; at++, unit *= 128) {
    const byte = bytes[at];
    if (byte === undefined) throw new RangeError('a count has no end');
    zigzag += (byte & 127) * unit;
    if (byte < 128) return { value: zigzag % 2 === 0 ? zigzag / 2 : -(zigzag + 1) / 2, next: at + 1 };
  }
}
