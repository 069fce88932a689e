/**
 * What one kind of fault has to know, and all of it: how it is done, how it is undone, and what both look like. When it is
 * done, for how long, and that it is undone on every way out is the business of `inject.ts`, the same for all.
 */
import type { Undo } from '../target/lease.ts';

export interface Mechanism {
  /** Why it cannot be done now; undefined when it can. */
  refusal(): string | undefined;
  /** What the next trial must undo if Seatrial dies while the fault is in force; undefined when nothing is left then. */
  undoIfWeDie(): Undo | undefined;
  /** Does it and looks: how many effects were seen (none is 0, and is never called a bite), and which. */
  inject(): Promise<{ bites: number; what: string }>;
  /** Undoes it and looks. Safe where nothing was done and where it was undone before: then nothing changes. */
  undo(): Promise<{ verified: boolean; what: string }>;
}
