/** Faults of processes: an instance that is killed and started again, or that stands still for a while. */
import type { DurationText } from '../../std/units.ts';
import type { InstanceRef } from '../systems/system.ts';
import type { FaultSpec } from './spec.ts';

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

export const killSpec: FaultSpec<KillFault> = {
  options: { at: true, restartAfter: true },
  heldBy: 'restartAfter',
  undone: 'restart after',
  mayHitSystem: false,
  describe: () => 'kill',
};

export const pauseSpec: FaultSpec<PauseFault> = {
  options: { at: true, for: true },
  heldBy: 'for',
  undone: 'for',
  mayHitSystem: false,
  describe: () => 'pause',
};
