/**
 * The legs of a trial: each is the phases that some claim needs, with all claims that can be judged on them, as one run of
 * a part of the plan; and the whole of it. A mutant is put on legs that reach it until a claim is disproven: first on single
 * ones, because most mutants are caught by any, then on all others at once, which is faster than one after the other.
 */

import { chooseFrom } from '../plan/choose.ts';
import { CLAIMS } from '../plan/claims/claim.ts';
import { membersOf } from '../plan/phases/phase.ts';
import type { TrialOptions } from '../plan/trial.ts';

export interface Leg {
  /** The names of its phases. */
  readonly name: string;
  /** Names of claims, as `--claim` takes them. */
  readonly claims: readonly string[];
  /** Every phase and every claim; set where there are other legs. */
  readonly isWhole?: true;
}

/** How many legs a mutant is put on alone. */
const MOST_ALONE = 4;

/** `options` are those of a plan without a mistake. Claims about the load generator are left out: they judge no system. */
export function legsOf(options: TrialOptions): Leg[] {
  const ids = options.claims.filter(({ kind }) => !CLAIMS[kind].ofGenerator).map(({ id }) => id);
  const phases = new Map(ids.map((id) => [id, phasesOf(options, id)]));
  const all = new Map([...phases.values()].map((names) => [names.join(', '), new Set(names)]));
  // What a leg runs anyway is judged there as well.
  const legs = [...all].map(([name, run]) => ({
    name,
    claims: ids.filter((id) => phases.get(id)?.every((phase) => run.has(phase))),
  }));
  if (legs.some(({ claims }) => claims.length === ids.length)) return legs;
  return [...legs, { name: 'the whole trial', claims: ids, isWhole: true }];
}

/** The names of all phases that are run for a claim. */
function phasesOf(options: TrialOptions, id: string): string[] {
  const chosen = chooseFrom(options, { claims: [id], phases: [] });
  return (chosen.ok ? chosen.options : options).phases.flatMap(membersOf).map(({ name }) => name);
}

/** How often a leg was run, and how often it caught something. */
export interface Catches {
  readonly runs: number;
  readonly kills: number;
}

/** What is known of a leg without a mutant: how long it takes, and which of its claims can catch something. */
interface KnownLeg extends Leg {
  readonly seconds: number;
  readonly proven: readonly string[];
}

/**
 * What a mutant is put on, in this order, of the legs that reach it: what has caught most a second comes first, the short
 * ones while nothing is known. What is left after a few is one run, of the claims of all legs that are left.
 */
export function legsToTry<T extends KnownLeg>(legs: readonly T[], catches: ReadonlyMap<string, Catches>): T[] {
  const worth = ({ name, seconds }: T): number => {
    const { runs, kills } = catches.get(name) ?? { runs: 0, kills: 0 };
    return (kills + 1) / (runs + 2) / seconds;
  };
  const single = legs.filter((leg) => !leg.isWhole).toSorted((a, b) => worth(b) - worth(a));
  const whole = legs.find((leg) => leg.isWhole);
  const rest = single.slice(MOST_ALONE);
  if (whole === undefined || (rest.length < 2 && single.length > 0)) return single;
  if (single.length === 0) return [whole];
  const left = new Set(rest.flatMap(({ proven }) => proven));
  const isLeft = (claim: string): boolean => left.has(claim);
  return [
    ...single.slice(0, MOST_ALONE),
    { ...whole, claims: whole.claims.filter(isLeft), proven: whole.proven.filter(isLeft) },
  ];
}
