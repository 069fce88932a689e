/** Counts that agree with their nouns; every station says them by this one function. Quantities with units are `units.ts`. */

/**
 * A count of things whose plural ends in s.
 * @example many(1204, 'request') // '1,204 requests'
 * many(1, 'user') // '1 user'
 */
export function many(count: number, noun: string): string {
  return `${count.toLocaleString('en-US')} ${noun}${count === 1 ? '' : 's'}`;
}
