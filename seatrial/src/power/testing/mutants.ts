/** Mutants and runs with what a test does not care about filled in. */
import type { Fate } from '../fate.ts';
import type { Mutant } from '../mutant.ts';
import type { HealthyLeg, TriedMutant } from '../results.ts';
import type { LegRun } from '../run-leg.ts';

export function mutant(id: string, { line = 0, ...more }: Partial<Mutant> & { line?: number } = {}): Mutant {
  const start = { line, column: 0 };
  return { id, file: 'a.ts', operator: 'DroppedAwait', start, end: start, lines: [], ...more };
}

/** @example run({ 'no lost write': 'disproven' }) */
export function run(verdicts: Readonly<Record<string, string>>, more: Partial<LegRun> = {}): LegRun {
  const findings = Object.entries(verdicts).map(([claim, verdict]) => ({ claim, kind: 'checks', verdict }));
  return { ending: 'judged', seconds: 2, findings, because: '', directory: null, ...more } as LegRun;
}

export function leg(name: string, reaches: readonly string[], more: Partial<HealthyLeg> = {}): HealthyLeg {
  const claims = [`claim of ${name}`];
  return { kind: 'leg', name, claims, seconds: 2, proven: claims, unproven: [], reaches, ...more };
}

export function tried(id: string, fate: Fate, legs: readonly string[], judged: readonly string[] = []): TriedMutant {
  return { kind: 'mutant', id, fate, legs, judged, seconds: 2 };
}
