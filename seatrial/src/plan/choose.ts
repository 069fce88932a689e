/**
 * A part of a trial, as `--claim` and `--phase` choose it. A claim is never judged on less than in the whole plan: with it come
 * all phases that it is about, their parts whole, and what those need; with one that any fault can break (`looksBack`), the
 * parts of all faults as well, earlier or later, and of all phases of its journey. With a phase come what its part needs, and
 * the claims of which every such phase is kept. What was left out is in the header: a part is never *ready*.
 */
import { CLAIMS, type Claim } from './claims/claim.ts';
import { inOrder, type Part } from './part.ts';
import type { Phase } from './phases/kinds.ts';
import { journeyIn, membersOf, type PhaseGroup } from './phases/phase.ts';
import { type PlanProblem, suggest } from './problems.ts';
import type { TrialOptions } from './trial.ts';

/** Names of claims, or of phases; empty where none was named. */
export interface Choice {
  readonly claims: readonly string[];
  readonly phases: readonly string[];
}

export type Chosen = { ok: true; options: TrialOptions } | { ok: false; problems: readonly PlanProblem[] };

/** `options` are those of a plan without a mistake. */
export function chooseFrom(options: TrialOptions, choice: Choice): Chosen {
  const { claims, phases } = options;
  const problems = [
    ...unknown(
      '--claim',
      'claim',
      choice.claims,
      claims.map(({ id }) => id),
    ),
    ...unknown('--phase', 'phase', choice.phases, phases.flatMap(namesOf)),
    ...(choice.claims.length > 0 && choice.phases.length > 0 ? [BOTH] : []),
  ];
  if (problems.length > 0) return { ok: false, problems };
  const parts = options.parts ?? [{ phases, claims }];
  const kept =
    choice.phases.length > 0 ? withPhases(parts, phases, choice.phases) : withClaims(parts, options, choice.claims);
  const names = new Set(phases.filter((phase) => kept.has(phase)).flatMap(namesOf));
  const isKept = (claim: Claim): boolean =>
    choice.claims.length > 0
      ? choice.claims.includes(claim.id)
      : decidersOf(claim, phases).every((name) => names.has(name));
  return {
    ok: true,
    options: { ...options, phases: phases.filter((phase) => kept.has(phase)), claims: claims.filter(isKept) },
  };
}

/** What a part without a claim lacks, for the claim that lacks least; null where the plan has none. */
export function lackedBy(options: TrialOptions, kept: TrialOptions['phases']): PlanProblem | null {
  const names = new Set(kept.flatMap(namesOf));
  const lacking = options.claims.map(({ id }, index) => {
    const needed = decidersOf(options.claims[index] as Claim, options.phases);
    return { id, lacks: [...new Set(needed)].filter((name) => !names.has(name)) };
  });
  const [least] = lacking.toSorted((a, b) => a.lacks.length - b.lacks.length);
  if (!least) return null;
  const hint = `'${least.id}' needs ${least.lacks.map((name) => `--phase '${name}'`).join(' ')} as well`;
  return { path: '--phase', problem: 'no claim of the plan can be judged on these phases alone', hint };
}

type Kept = ReadonlySet<Phase | PhaseGroup>;

const BOTH: PlanProblem = {
  path: '--phase',
  problem: 'a part is chosen by claims or by phases, and not by both',
  hint: 'leave one of them out',
};

function withPhases(parts: readonly Part[], phases: TrialOptions['phases'], wanted: readonly string[]): Kept {
  const isWanted = (phase: Phase | PhaseGroup): boolean => namesOf(phase).some((name) => wanted.includes(name));
  const own = parts.filter((part) => part.phases.some(isWanted));
  const needed = inOrder(own.flatMap(({ needs = [] }) => needs));
  return new Set([...needed.flatMap((part) => part.phases), ...phases.filter(isWanted)]);
}

function withClaims(parts: readonly Part[], { claims, phases }: TrialOptions, wanted: readonly string[]): Kept {
  const covered = new Set(claims.filter(({ id }) => wanted.includes(id)).flatMap((claim) => decidersOf(claim, phases)));
  const own = parts.filter((part) => part.phases.flatMap(namesOf).some((name) => covered.has(name)));
  const ofParts = new Set(parts.flatMap((part) => part.phases));
  return new Set([...inOrder(own).flatMap((part) => part.phases), ...phases.filter((phase) => !ofParts.has(phase))]);
}

/**
 * The names of the phases that decide a claim: what it is about, and faults where those can break it. What was written in one
 * phase is lost in a later one, and read back in one after that; what a phase read back is broken by earlier ones alone.
 */
function decidersOf(claim: Claim, phases: readonly (Phase | PhaseGroup)[]): string[] {
  const covered = coveredBy(claim, phases);
  if (looksBack(claim)) return [...covered, ...ofItsJourney(claim, phases), ...withFaults(phases)];
  const last = phases.findLastIndex((phase) => namesOf(phase).some((name) => covered.includes(name)));
  const until = phases.slice(0, last + 1);
  return isOfReadingBack(claim, covered, until) ? [...covered, ...withFaults(until)] : covered;
}

function withFaults(phases: readonly (Phase | PhaseGroup)[]): string[] {
  return phases.filter((phase) => membersOf(phase).some(hasFaults)).flatMap(namesOf);
}

function hasFaults(phase: Phase): boolean {
  return phase.kind === 'load' && (phase.options.faults ?? []).length > 0;
}

/** The names of the phases that a claim is about: of no journey, of every one. */
function coveredBy(claim: Claim, phases: readonly (Phase | PhaseGroup)[]): string[] {
  if (claim.during.length > 0) return [...claim.during];
  return journeyOf(claim) === null ? phases.flatMap(namesOf) : ofItsJourney(claim, phases);
}

/** The names of all phases of a claim's journey, those that read back included; none of a claim without a journey. */
function ofItsJourney(claim: Claim, phases: readonly (Phase | PhaseGroup)[]): string[] {
  const journey = journeyOf(claim);
  if (journey === null) return [];
  const own = phases.flatMap(membersOf).filter((phase) => journeyIn(phase)?.name === journey);
  return own.map(({ name }) => name);
}

function journeyOf(claim: Claim): string | null {
  return 'journey' in claim ? claim.journey : null;
}

/** Members of a group run together or not at all. */
function namesOf(phase: Phase | PhaseGroup): string[] {
  return membersOf(phase).map(({ name }) => name);
}

/** Figures of requests leave reading back out unless it is named (`judge/coverage.ts`). */
function isOfReadingBack(
  { kind, during }: Claim,
  covered: readonly string[],
  phases: readonly (Phase | PhaseGroup)[],
): boolean {
  const isOfLoad = kind === 'errors' || kind === 'latency' || kind === 'throughput';
  if (isOfLoad && during.length === 0) return false;
  return phases.flatMap(membersOf).some((phase) => phase.kind === 'read-back' && covered.includes(phase.name));
}

/** A fault in any phase, also after those of such a claim, may be what breaks it. */
function looksBack({ kind }: Claim): boolean {
  return CLAIMS[kind].looksBack === true;
}

function unknown(option: string, what: string, wanted: readonly string[], there: readonly string[]): PlanProblem[] {
  return wanted
    .filter((name) => !there.includes(name))
    .map((name) => ({ path: option, problem: `the plan has no ${what} '${name}'`, hint: suggest(name, there) }));
}
