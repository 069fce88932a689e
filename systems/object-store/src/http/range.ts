/** The Range header, one range only, as S3 reads it: what is malformed or has several ranges is ignored, what lies outside is 416. */
import { S3Error } from '../s3/errors.ts';

/** Bytes from `start` to before `end`. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** Undefined means the whole object. Throws InvalidRange. Example: `bytes=-5` of 100 bytes is `{ start: 95, end: 100 }`. */
export function readRange(header: string | undefined, sizeBytes: number): ByteRange | undefined {
  const match = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header?.trim() ?? '');
  if (match === null) return undefined;
  const [, first = '', last = ''] = match;
  if (first === '' && last === '') return undefined;
  if (first === '') return checked({ start: Math.max(0, sizeBytes - Number(last)), end: sizeBytes }, sizeBytes);
  if (last !== '' && Number(last) < Number(first)) return undefined;
  const end = last === '' ? sizeBytes : Math.min(sizeBytes, Number(last) + 1);
  return checked({ start: Number(first), end }, sizeBytes);
}

function checked(range: ByteRange, sizeBytes: number): ByteRange {
  if (range.start >= range.end)
    throw new S3Error('InvalidRange', undefined, { 'content-range': `bytes */${sizeBytes}` });
  return range;
}
