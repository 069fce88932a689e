/** Numbers drawn from distributions, from a seeded source: the same source gives the same numbers. */
import type { Random } from './random.ts';

/** Any number from `from` (included) to `to` (excluded), all alike. */
export function uniform(random: Random, from: number, to: number): number {
  return from + random.next() * (to - from);
}

/** Times between events that do not know of each other, `mean` apart; by inversion: -mean * ln(1 - u). */
export function exponential(random: Random, mean: number): number {
  return -mean * Math.log(1 - random.next());
}

/** Around `mean` with a standard deviation; may be negative. Box and Muller's transform of two uniform numbers. */
export function normal(random: Random, mean: number, deviation: number): number {
  const radius = Math.sqrt(exponential(random, 2));
  return mean + deviation * radius * Math.cos(2 * Math.PI * random.next());
}
