/** The Range header, one range only: what is malformed or has several ranges is ignored, what lies outside is 416. */
import { S3Error } from '../wire/errors.ts';

/** Bytes from `start` to before `end`. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** Undefined means everything. Example: `bytes=-5` of 100 bytes is `{ start: 95, end: 100 }`. */
export function parseRange(header: string | undefined, sizeBytes: number): ByteRange | 'outside' | undefined {
  const match = /^bytes=(\d*)-(\d*)$/i.exec(header?.trim() ?? '');
  if (match === null) return undefined;
  const [, first = '', last = ''] = match;
  if (first === '' && last === '') return undefined;
  // The last bytes of nothing are all there is; none of them are no range.
  if (first === '' && sizeBytes === 0 && BigInt(last) > 0n) return undefined;
  // Clients write up to 2^64 where they mean the end; beyond 2^53 a number is not exact, and two of them are compared as integers.
  if (last !== '' && first !== '' && BigInt(last) < BigInt(first)) return undefined;
  const start = first === '' ? Math.max(0, sizeBytes - Number(last)) : Number(first);
  const end = first === '' || last === '' ? sizeBytes : Math.min(sizeBytes, Number(last) + 1);
  return start < end ? { start, end } : 'outside';
}

/** The same for S3. Throws InvalidRange. */
export function readRange(header: string | undefined, sizeBytes: number): ByteRange | undefined {
  const range = parseRange(header, sizeBytes);
  if (range !== 'outside') return range;
  throw new S3Error('InvalidRange', undefined, { 'content-range': `bytes */${sizeBytes}` });
}
