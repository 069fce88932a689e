/**
 * A part of a trial, as `--claim` and `--phase` choose it. With a claim, of parts that were put together only those it is of,
 * and what they need; without parts every phase stays, since nobody knows what a phase needs. With a phase, that one and what
 * its part needs, and the claims that are about nothing else. What was left out is in the header: a part is never *ready*.
 */
import type { Claim } from './claims/claim.ts';
import { inOrder, type Part } from './part.ts';
import { membersOf, type Phase, type PhaseGroup } from './phases/phase.ts';
import { type PlanProblem, suggest } from './problems.ts';
import type { TrialOptions } from './trial.ts';

/** Names of claims and of phases; empty where none was named. */
export interface Choice {
  readonly claims: readonly string[];
  readonly phases: readonly string[];
}

export type Chosen = { ok: true; options: TrialOptions } | { ok: false; problems: readonly PlanProblem[] };

/** `options` has been looked at: its phases and claims are some. */
export function chooseFrom(options: TrialOptions, { claims, phases }: Choice): Chosen {
  const problems = [
    ...unknown(
      '--claim',
      'claim',
      claims,
      options.claims.map(({ id }) => id),
    ),
    ...unknown('--phase', 'phase', phases, options.phases.flatMap(namesOf)),
  ];
  if (problems.length > 0) return { ok: false, problems };
  const parts = options.parts ?? [{ phases: options.phases, claims: options.claims }];
  const own = parts.filter((part) => isWanted(part, claims, phases));
  const needed = new Set(inOrder(own).filter((part) => !own.includes(part)));
  const kept = parts
    .filter((part) => needed.has(part) || own.includes(part))
    .flatMap((part) => (needed.has(part) ? part.phases : part.phases.filter((phase) => isNamed(phase, phases))));
  const names = new Set(kept.flatMap(namesOf));
  const about = options.claims.filter((claim) =>
    claims.length > 0 ? claims.includes(claim.id) : isAbout(claim, kept, names),
  );
  return { ok: true, options: { ...options, phases: kept, claims: about } };
}

function isWanted(part: Part, claims: readonly string[], phases: readonly string[]): boolean {
  const hasClaim = claims.length === 0 || part.claims.some(({ id }) => claims.includes(id));
  return hasClaim && part.phases.some((phase) => isNamed(phase, phases));
}

/** Members of a group run together or not at all. */
function isNamed(phase: Phase | PhaseGroup, names: readonly string[]): boolean {
  return names.length === 0 || namesOf(phase).some((name) => names.includes(name));
}

function namesOf(phase: Phase | PhaseGroup): string[] {
  return membersOf(phase).map(({ name }) => name);
}

/** Whether everything that a claim is about is kept. */
function isAbout(claim: Claim, kept: readonly (Phase | PhaseGroup)[], names: ReadonlySet<string>): boolean {
  if (claim.during.length > 0) return claim.during.every((name) => names.has(name));
  if (!('journey' in claim) || claim.journey === null) return true;
  return kept.flatMap(membersOf).some(({ journey }) => journey.name === claim.journey);
}

function unknown(option: string, what: string, wanted: readonly string[], there: readonly string[]): PlanProblem[] {
  return wanted
    .filter((name) => !there.includes(name))
    .map((name) => ({ path: option, problem: `the plan has no ${what} '${name}'`, hint: suggest(name, there) }));
}
