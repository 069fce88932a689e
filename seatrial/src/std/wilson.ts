/** How far a share that was seen in a sample may be from the share of all: Wilson's score interval. */

export interface Interval {
  /** 0..1 */
  readonly low: number;
  /** 0..1 */
  readonly high: number;
}

/** Of a normal distribution, 95 % lie so many deviations around its mean. */
const Z95 = 1.959964;

/**
 * The 95 % interval of the share `hits / of`; of nothing it is 0 to 1.
 * @example wilson(8, 10) // { low: 0.49, high: 0.94 }
 */
export function wilson(hits: number, of: number): Interval {
  if (of === 0) return { low: 0, high: 1 };
  const share = hits / of;
  const z2 = Z95 ** 2;
  const middle = (share + z2 / (2 * of)) / (1 + z2 / of);
  const half = (Z95 / (1 + z2 / of)) * Math.sqrt((share * (1 - share)) / of + z2 / (4 * of ** 2));
  return { low: hits === 0 ? 0 : middle - half, high: hits === of ? 1 : middle + half };
}
