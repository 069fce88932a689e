/** Any value in a few characters, for a sentence about it. */
import { inspect } from 'node:util';

const LONGEST = 80;

/**
 * The value as a person reads it, cut where it is long.
 * @example shown('order') // "'order'"
 * @example shown(new Map()) // 'Map(0) {}'
 */
export function shown(value: unknown): string {
  if (typeof value === 'string') return `'${cut(value)}'`;
  if (value instanceof Promise) return 'a promise';
  try {
    return cut(inspect(value, { depth: 0, breakLength: Number.POSITIVE_INFINITY }).replaceAll(/\s+/g, ' '));
  } catch {
    return 'a value that cannot be shown'; // its own toString or a proxy throws
  }
}

function cut(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}...` : text;
}
