/**
 * Which mutants a run has reached, from the numbers that the probe wrote down. An arrow function is made where it stands and may
 * never be called: it counts as reached when something inside it was, where there is anything.
 */
import type { Mutant, Position } from './mutant.ts';

export function reachedOf(mutants: readonly Mutant[], hits: ReadonlySet<string>): string[] {
  const byFile = Map.groupBy(mutants, ({ file }) => file);
  return mutants.filter((mutant) => isReached(mutant, byFile.get(mutant.file) ?? [], hits)).map(({ id }) => id);
}

function isReached(mutant: Mutant, beside: readonly Mutant[], hits: ReadonlySet<string>): boolean {
  if (mutant.operator !== 'ArrowFunction' || !hits.has(mutant.id)) return hits.has(mutant.id);
  const inside = beside.filter((other) => other !== mutant && isWithin(other, mutant));
  return inside.length === 0 || inside.some(({ id }) => hits.has(id));
}

function isWithin(inner: Mutant, outer: Mutant): boolean {
  return !isBefore(inner.start, outer.start) && !isBefore(outer.end, inner.end);
}

function isBefore(a: Position, b: Position): boolean {
  return a.line < b.line || (a.line === b.line && a.column < b.column);
}
