/**
 * Something bad that is done to a system during a phase. A fault says what and when; `act/faults` does it as a lease.
 */
import type { InstanceRef } from '../systems/system.ts';
import type { CustomFault } from './custom.ts';
import type { KillFault, PauseFault } from './process.ts';
import type { OptionsOf } from './spec.ts';

/** The faults of each kind, as they are written. */
export interface FaultMap {
  kill: KillFault;
  pause: PauseFault;
  custom: CustomFault;
}

export type FaultKind = keyof FaultMap;
export type Fault = FaultMap[FaultKind];

export const fault = {
  /** SIGKILL to the whole process group, then the same command again on the same port and data folder. */
  kill: (target: InstanceRef, options: OptionsOf<KillFault>): KillFault => ({
    kind: 'kill',
    target,
    ...options,
  }),
  /** SIGSTOP to the whole process group, SIGCONT afterwards: connections stay open and nobody answers. */
  pause: (target: InstanceRef, options: OptionsOf<PauseFault>): PauseFault => ({
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
