/**
 * Systematic sampling: mutants are sorted by file and operator, and every (n / count)-th is taken from a random start. Each
 * mutant has the same chance, so a share of the sample is a share of all.
 */
import { Random } from '../std/random.ts';
import type { Mutant } from './mutant.ts';

/** `count` of the mutants, or all where there are no more, in the order in which they are to be tried: any prefix is as mixed as the whole. */
export function sampleOf(mutants: readonly Mutant[], count: number, seed: number): Mutant[] {
  const random = new Random(seed, 'power');
  const sorted = mutants.toSorted(
    (a, b) => compare(a.file, b.file) || compare(a.operator, b.operator) || Number(a.id) - Number(b.id),
  );
  const size = Math.min(count, sorted.length);
  const step = sorted.length / size;
  const start = random.next();
  const chosen = Array.from({ length: size }, (_, index) => sorted[Math.floor((index + start) * step)] as Mutant);
  return shuffled(chosen, random);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function shuffled<T>(items: T[], random: Random): T[] {
  for (let last = items.length - 1; last > 0; last--) {
    const other = random.below(last + 1);
    [items[last], items[other]] = [items[other] as T, items[last] as T];
  }
  return items;
}
