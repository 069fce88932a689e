/** A system that can be broken in known ways: in copies of the project, of which one is healthy. */
import type { Mutant } from './mutant.ts';
import type { ProjectCopy } from './project-copy.ts';

export interface Build {
  readonly mutants: readonly Mutant[];
  /** The sources that are broken, from the project's folder. */
  readonly files: readonly string[];
  /** Where the system runs while no mutant is on. */
  readonly healthy: ProjectCopy;
  /** What it was made from, beside the project's files: results are good for the same only. */
  readonly madeFrom: unknown;
  /** The numbers of mutants that a run of the healthy system reached, from what the probe wrote down. */
  reachedBy(hits: ReadonlySet<string>): string[];
  /** Where that mutant can be put on trial; `free` when it has been. */
  copyFor(mutant: Mutant): PlacedCopy;
  /** Removes the healthy copy; placed copies are freed by `free()`. */
  remove(): void;
}

export type PlacedCopy = { ok: true; copy: ProjectCopy; free(): void } | { ok: false; problem: string };

export type Built = { ok: true; build: Build } | { ok: false; problem: string; hint: string };
