/**
 * A value as evidence keeps it. One that is long is kept as its SHA-256: values are compared, never used, and whoever
 * records objects of hundreds of kilobytes would fill the disk and keep everybody waiting.
 */
import { hash } from 'node:crypto';

/** In UTF-16 units. */
const LONGEST = 16 * 1024;
const BEGINS = 'value with SHA-256 ';
const FIRST = BEGINS.charCodeAt(0);
const DIGESTED = /^value with SHA-256 ([0-9a-f]{8})[0-9a-f]{56}, (\d+) bytes$/;

/**
 * The value itself, or what stands for it. Two values are kept alike just when they are the same: a text that looks like a
 * digest of ours is digested too.
 * @example keptValue('a') // 'a'
 * @example keptValue('a'.repeat(1e6)) // 'value with SHA-256 cdc76e5c..., 1000000 bytes'
 */
export function keptValue(value: string): string {
  // The first character decides nearly always, and this is asked for each operation.
  if (value.length <= LONGEST && (value.charCodeAt(0) !== FIRST || !value.startsWith(BEGINS))) return value;
  return `${BEGINS}${hash('sha256', value)}, ${Buffer.byteLength(value)} bytes`;
}

/** `value with SHA-256 cdc76e5c…, 1000000 bytes` of a value that is kept so; null of any other. */
export function digestTold(kept: string): string | null {
  const [, start, bytes] = DIGESTED.exec(kept) ?? [];
  return start === undefined ? null : `value with SHA-256 ${start}…, ${bytes} bytes`;
}
