/**
 * What Seatrial has to know of one kind of claim, and all of it, but how it is judged. Each family says it of its kinds, beside
 * their types and words; `claim.ts` holds the table.
 */
import type { Journey } from '../journey.ts';
import type { OptionNames } from '../options.ts';
import type { Problems } from '../problems.ts';
import type { ResolvedSystem } from '../systems/resolved.ts';
import type { ClaimBase } from './base.ts';
import type { Fields } from './field.ts';

export interface ClaimSpec<C extends ClaimBase = ClaimBase> {
  readonly takes: { readonly at: number; readonly names: Readonly<Record<string, true>> };
  /** What it consists of, beside what every claim has; for plans, and for claims that are read from a header. */
  readonly fields: Fields<C, ClaimBase>;
  /** What was kept, or still runs, decides it, so that a fault outside of its phases can break it. */
  readonly looksBack?: true;
  /** Its figures are times, which a busy machine alone can spoil. */
  readonly timed?: true;
  /** It is about the load generator, and judges no system. */
  readonly ofGenerator?: true;
  /** What is wrong with it beside what its fields hold: what the plan does would never show it. */
  check?(path: string, claim: C, plan: PlanOfClaims, problems: Problems): void;
}

/** What the rest of a plan does, as far as claims are about it. */
export interface PlanOfClaims {
  readonly phases: readonly {
    readonly name: string;
    readonly subject: string;
    readonly journey?: Journey;
    readonly faults: readonly { readonly kind: string; readonly target: { readonly system: string } }[];
  }[];
  readonly systems: readonly ResolvedSystem[];
  /** How many secrets it declares. */
  readonly secrets: number;
}

/** `no-lost-writes` is made by `claim.noLostWrites`. */
export type WordOf<K> = K extends `${infer Head}-${infer Rest}` ? `${Head}${Capitalize<WordOf<Rest>>}` : K;

/** The words of a family in a plan. One that is missing, or that makes another kind, does not compile. */
export type ClaimWords<M> = { readonly [K in keyof M as WordOf<K> & string]: (...args: never[]) => M[K] };

/** The specs of a family of claims, each with the options that its word takes; one that is missing does not compile. */
export type ClaimSpecs<M extends { [K in keyof M]: ClaimBase }, Words extends ClaimWords<M>> = {
  readonly [K in keyof M]: ClaimSpec<M[K]> & { readonly takes: Taken<Words[WordOf<K> & keyof Words]> };
};

/** Options are the last argument; `at` is how many stand before it. */
type Taken<F> = F extends (...args: infer A) => unknown
  ? Required<A> extends [...infer Before, infer Options]
    ? { readonly at: Before['length']; readonly names: OptionNames<Options> }
    : never
  : never;
