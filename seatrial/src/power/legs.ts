/**
 * The legs of a trial: each is the phases that some claim needs, with all claims that can be judged on them, as one run of
 * a part of the plan. A mutant is put on those legs only that reach it, one after the other until a claim is disproven.
 */
import { chooseFrom } from '../plan/choose.ts';
import { membersOf } from '../plan/phases/phase.ts';
import type { TrialOptions } from '../plan/trial.ts';

export interface Leg {
  /** The names of its phases. */
  readonly name: string;
  /** Names of claims, as `--claim` takes them. */
  readonly claims: readonly string[];
}

/** `options` are those of a plan without a mistake. Claims about the load generator are left out: they judge no system. */
export function legsOf(options: TrialOptions): Leg[] {
  const ids = options.claims.filter(({ kind }) => kind !== 'generator').map(({ id }) => id);
  const phases = new Map(ids.map((id) => [id, phasesOf(options, id)]));
  const all = new Map([...phases.values()].map((names) => [names.join(', '), new Set(names)]));
  // What a leg runs anyway is judged there as well.
  return [...all].map(([name, run]) => ({
    name,
    claims: ids.filter((id) => phases.get(id)?.every((phase) => run.has(phase))),
  }));
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

/** Legs in the order in which they are worth their time: what has caught most a second comes first, the short ones while nothing is known. */
export function inOrderOfWorth<T extends { readonly name: string; readonly seconds: number }>(
  legs: readonly T[],
  catches: ReadonlyMap<string, Catches>,
): T[] {
  const worth = ({ name, seconds }: T): number => {
    const { runs, kills } = catches.get(name) ?? { runs: 0, kills: 0 };
    return (kills + 1) / (runs + 2) / seconds;
  };
  return legs.toSorted((a, b) => worth(b) - worth(a));
}
