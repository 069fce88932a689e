/** Faults of processes: an instance that is killed and started again, or that stands still for a while. */
import type { DurationText } from '../../std/units.ts';
import type { InstanceRef } from '../systems/system.ts';
import type { FaultSpecs, FaultWords, OptionsOf } from './spec.ts';

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

/** By kind. */
export interface ProcessFaults {
  kill: KillFault;
  pause: PauseFault;
}

export const processFaults = {
  /** SIGKILL to the whole process group, then the same command again on the same port and data folder. */
  kill: (target: InstanceRef, options: OptionsOf<KillFault>): KillFault => ({ kind: 'kill', target, ...options }),
  /** SIGSTOP to the whole process group, SIGCONT afterwards: connections stay open and nobody answers. */
  pause: (target: InstanceRef, options: OptionsOf<PauseFault>): PauseFault => ({ kind: 'pause', target, ...options }),
} satisfies FaultWords<ProcessFaults>;

export const processSpecs: FaultSpecs<ProcessFaults> = {
  kill: {
    options: { at: true, restartAfter: true },
    heldBy: 'restartAfter',
    undone: 'restart after',
    mayHitSystem: false,
    nature: {
      silenced: 'was dead',
      ends: true,
      undoneByPlan: false,
      // A process that is killed loses its memory only: the kernel still writes what it was given.
      notShown:
        'after SIGKILL: what the kernel had not yet written to disk was not at risk, so power loss is not shown',
    },
    describe: () => 'kill',
  },
  pause: {
    options: { at: true, for: true },
    heldBy: 'for',
    undone: 'for',
    mayHitSystem: false,
    nature: {
      silenced: 'stood still',
      ends: false,
      undoneByPlan: false,
      notShown: 'after SIGSTOP: a process that stands still loses nothing, so neither a crash nor power loss is shown',
    },
    describe: () => 'pause',
  },
};
