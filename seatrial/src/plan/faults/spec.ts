/** What the plan has to know of one kind of fault, and all of it. `resolve.ts` holds the table of kinds. */
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
  /** Before what it is aimed at, in words: `kill`. */
  describe(fault: F): string;
  /** What of its options is wrong, beside names and times; the plan may be written without types. */
  check?(path: string, fault: F, problems: Problems): void;
}
