/**
 * What judges know of each kind of fault: the only place of judging that names them. A kind that is missing does not compile; a
 * record of a kind that this version does not know is of a nature that nobody knows.
 */
import type { FaultKind } from '../../plan/faults/fault.ts';

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

const UNKNOWN: Nature = {
  silenced: null,
  ends: false,
  undoneByPlan: false,
  notShown: 'what the fault puts at risk is not known here',
};

const NATURES: { readonly [K in FaultKind]: Nature } = {
  kill: {
    silenced: 'was dead',
    ends: true,
    undoneByPlan: false,
    // A process that is killed loses its memory only: the kernel still writes what it was given.
    notShown: 'after SIGKILL: what the kernel had not yet written to disk was not at risk, so power loss is not shown',
  },
  pause: {
    silenced: 'stood still',
    ends: false,
    undoneByPlan: false,
    notShown: 'after SIGSTOP: a process that stands still loses nothing, so neither a crash nor power loss is shown',
  },
  custom: {
    silenced: null,
    ends: false,
    undoneByPlan: true,
    notShown:
      'that the fault had an effect is what the code of the plan says; what that puts at risk is not known here',
  },
};

export function natureOf(fault: string): Nature {
  return Object.hasOwn(NATURES, fault) ? NATURES[fault as FaultKind] : UNKNOWN;
}

/** Of all these kinds, in the order in which the strongest comes first; null where there is none. */
export function notShownBy(faults: ReadonlySet<string>): string | null {
  const strongest = Object.keys(NATURES).find((kind) => faults.has(kind)) ?? [...faults][0];
  return strongest === undefined ? null : natureOf(strongest).notShown;
}
