/**
 * What one kind of fault has to know, and all of it: how it is done, how it is undone, and what both look like. When it is
 * done, for how long, and that it is undone on every way out is the business of `inject.ts`, the same for all.
 */
import type { FaultKind } from '../../plan/faults/fault.ts';
import type { ResolvedFault } from '../../plan/resolved.ts';
import type { Clock } from '../../std/clock.ts';
import type { Instance } from '../systems/instance.ts';
import type { Undo } from '../systems/lease.ts';
import type { Target } from '../systems/system.ts';

export interface Mechanism {
  /** Why it cannot be done now; undefined when it can. */
  refusal(): string | undefined;
  /** What the next trial must undo if Seatrial dies while the fault is in force; undefined when nothing is left then. */
  undoIfWeDie(): Undo | undefined;
  /**
   * Does it and looks: how many effects were seen (none is 0, and is never called a bite), and which. Null: it may be in
   * force, and nobody knows. `failed`: it broke off, so it is not held.
   */
  inject(): Promise<{ bites: number | null; what: string; failed?: boolean }>;
  /**
   * For a fault that bites while it is in force, and not when it is done: how often it has had an effect so far, and which. Asked
   * now and then; 0 from `inject` is no end of it then, and 0 at the end is a fault without a bite. Null: nobody knows.
   */
  counted?(): Promise<{ bites: number | null; what: string }>;
  /**
   * Undoes it and looks. Safe where nothing was done and where it was undone before: then nothing changes. `done`: nothing is
   * left to do for the next trial, though that it is over was not seen.
   */
  undo(): Promise<{ verified: boolean; what: string; done?: boolean }>;
}

/** What a mechanism has to work with. */
export interface Reach<K extends FaultKind = FaultKind> {
  readonly fault: ResolvedFault<K>;
  readonly target: Target;
  readonly clock: Clock;
  /** Fires when the fault is to be over. */
  readonly signal: AbortSignal;
}

/** A mechanism for what is aimed at, or why there is nothing to do it to. */
export type Making<K extends FaultKind> = (reach: Reach<K>) => Mechanism | string;

/** Of a mechanism that harms one instance. */
export function ofInstance<K extends FaultKind>(
  make: (instance: Instance, fault: ResolvedFault<K>) => Mechanism,
): Making<K> {
  return ({ fault, target }) => {
    if (target.instances.length === 0)
      return `${target.name} is an endpoint: only what Seatrial itself has started can be harmed`;
    const instance = instanceOf(fault, target);
    return typeof instance === 'string' ? instance : make(instance, fault);
  };
}

/** The one that is aimed at. */
export function instanceOf(
  { target: { instance: number = 0 } }: Pick<ResolvedFault, 'target'>,
  { name, instances }: Target,
): Instance | string {
  return instances[number - 1] ?? `${name} has no instance ${number}: its instances are 1 to ${instances.length}`;
}
