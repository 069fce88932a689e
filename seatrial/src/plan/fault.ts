/**
 * Something bad that is done to a system during a phase. A fault says what and when; `act/faults` does it as a lease.
 */
import type { DurationText } from '../std/units.ts';
import type { OptionNames } from './options.ts';
import type { InstanceRef } from './system.ts';

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

export type Fault = KillFault | PauseFault;
export type FaultKind = Fault['kind'];

type OptionsOf<F> = Omit<F, 'kind' | 'target'>;

/** The options of each kind of fault. */
export const FAULTS: { readonly [K in FaultKind]: OptionNames<OptionsOf<Extract<Fault, { kind: K }>>> } = {
  kill: { at: true, restartAfter: true },
  pause: { at: true, for: true },
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
};
