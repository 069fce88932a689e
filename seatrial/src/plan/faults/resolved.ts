/** A fault after it was checked: its times in numbers, its options as they are written. */
import type { FaultKind, FaultMap } from './fault.ts';
import type { OptionsOf } from './spec.ts';

/** What a fault is aimed at: one instance, or a whole system where none is named. */
export interface FaultTarget {
  readonly system: string;
  readonly instance?: number;
}

interface ResolvedFaultOf<K extends FaultKind> {
  readonly kind: K;
  readonly target: FaultTarget;
  /** As they are written, of that kind. */
  readonly options: OptionsOf<FaultMap[K]>;
  /** After the start of the phase. */
  readonly atMs: number;
  /** From the bite to the undoing. */
  readonly holdMs: number;
  /** In words: `kill object-store 1 at 5s, restart after 3s`. */
  readonly what: string;
}

export type ResolvedFault<K extends FaultKind = FaultKind> = { readonly [E in K]: ResolvedFaultOf<E> }[K];
