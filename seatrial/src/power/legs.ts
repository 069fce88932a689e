/**
 * The legs of a trial: claims that are judged on the same phases, which one run of a part of the plan judges together. A mutant is
 * put on those legs only that reach its line, and on one after the other until a claim is disproven.
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
  const legs = Map.groupBy(ids, (id) => {
    const chosen = chooseFrom(options, { claims: [id], phases: [] });
    const phases = chosen.ok ? chosen.options.phases : options.phases;
    return phases
      .flatMap(membersOf)
      .map(({ name }) => name)
      .join(', ');
  });
  return [...legs].map(([name, claims]) => ({ name, claims }));
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
