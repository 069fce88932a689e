/** What Seatrial has to know of one kind of fault, and all of it, but how it is done. `fault.ts` holds the table of kinds. */
import type { OptionNames } from '../options.ts';
import type { Problems } from '../problems.ts';

/** A fault without its kind and what it is aimed at. */
export type OptionsOf<F> = Omit<F, 'kind' | 'target'>;

export interface FaultSpec<F> {
  readonly options: OptionNames<OptionsOf<F>>;
  /** The option that says how long it is in force. */
  readonly heldBy: string;
  /** Before that time in words: `restart after`. */
  readonly undone: string;
  /** Whether it may be aimed at a whole system, and not at one instance alone. */
  readonly mayHitSystem: boolean;
  readonly nature: Nature;
  /** Before what it is aimed at, in words: `kill`. */
  describe(fault: F): string;
  /** What of its options is wrong, beside names and times; the plan may be written without types. */
  check?(path: string, fault: F, problems: Problems): void;
}

/** What it does to an instance, and so what can be seen of one while it is in force and afterwards. */
export interface Nature {
  /** What an instance is while the fault is in force, where it certainly can answer nothing then: `was dead`. */
  readonly silenced: string | null;
  /** Whether the instance ends, so that it is over only when the new one is ready. */
  readonly ends: boolean;
  /** Whether the plan's own code undoes it, and may do more than that before it answers. */
  readonly undoneByPlan: boolean;
  /** What writes that are there afterwards do not show. */
  readonly notShown: string;
}

/** The specs of a family of faults; one that is missing does not compile. */
export type FaultSpecs<M> = { readonly [K in keyof M]: FaultSpec<M[K]> };

/** The words of a family in a plan: `fault.kill(...)` makes a fault of kind `kill`. */
export type FaultWords<M> = { readonly [K in keyof M]: (...args: never[]) => M[K] };
