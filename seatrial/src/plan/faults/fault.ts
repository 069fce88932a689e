/**
 * Something bad that is done to a system during a phase. A fault says what and when; `act/faults` does it as a lease.
 */
import type { DurationText } from '../../std/units.ts';
import type { OptionNames } from '../options.ts';
import type { InstanceRef, RunningInstance, System } from '../systems/system.ts';

export interface KillFault {
  readonly kind: 'kill';
  readonly target: InstanceRef;
  /** After the start of the phase. */
  readonly at: DurationText;
  readonly restartAfter: DurationText;
}

export interface PauseFault {
  readonly kind: 'pause';
  readonly target: InstanceRef;
  readonly at: DurationText;
  readonly for: DurationText;
}

/** What a fault of the plan's own is aimed at. */
export interface FaultSite {
  /** Of the first of `instances`, or of the endpoint; empty where it has none. */
  readonly url: string;
  /** The one that is aimed at, or all of the system; empty for an endpoint. */
  readonly instances: readonly RunningInstance[];
  /** Fires when nobody waits any longer. */
  readonly signal: AbortSignal;
}

/** What the plan's own code says of what it has done. Nothing is no answer: then nobody knows. */
export type Seen = Promise<boolean | undefined> | Promise<void>;

/** A fault that Seatrial has not: two functions of the plan do and undo it. */
export interface CustomFault {
  readonly kind: 'custom';
  /** What evidence calls it. */
  readonly name: string;
  readonly target: InstanceRef | System;
  readonly at: DurationText;
  readonly for: DurationText;
  /** Does it, in at most 10 s. True: it was seen to have an effect. False: it has none, and what it did is undone. */
  readonly inject: (site: FaultSite) => Seen;
  /** Undoes it, in at most 10 s, on every way out; once, also where `inject` threw. True: that it is over was seen. */
  readonly undo: (site: FaultSite) => Seen;
}

export type Fault = KillFault | PauseFault | CustomFault;
export type FaultKind = Fault['kind'];

type OptionsOf<F> = Omit<F, 'kind' | 'target'>;

/** The options of each kind of fault. */
export const FAULTS: { readonly [K in FaultKind]: OptionNames<OptionsOf<Extract<Fault, { kind: K }>>> } = {
  kill: { at: true, restartAfter: true },
  pause: { at: true, for: true },
  custom: { name: true, at: true, for: true, inject: true, undo: true },
};

export const fault = {
  /** SIGKILL to the whole process group, then the same command again on the same port and data folder. */
  kill: (target: InstanceRef, options: { at: DurationText; restartAfter: DurationText }): KillFault => ({
    kind: 'kill',
    target,
    ...options,
  }),
  /** SIGSTOP to the whole process group, SIGCONT afterwards: connections stay open and nobody answers. */
  pause: (target: InstanceRef, options: { at: DurationText; for: DurationText }): PauseFault => ({
    kind: 'pause',
    target,
    ...options,
  }),
  /**
   * Two functions of the plan, held as every fault is: leased, undone on every way out. Without a `true` of both,
   * nothing is proven by it.
   * @example fault.custom({ name: 'full disk', target: db, at: '5s', for: '3s', inject: () => fill(), undo: () => free() })
   */
  custom: (options: Omit<CustomFault, 'kind'>): CustomFault => ({ kind: 'custom', ...options }),
};
