/**
 * What judges know of each kind of fault: no judge names one. A record of a kind that this version does not know is of a nature
 * that nobody knows.
 */
import { FAULTS, type FaultKind } from '../../plan/faults/fault.ts';
import type { Nature } from '../../plan/faults/spec.ts';

const UNKNOWN: Nature = {
  silenced: null,
  ends: false,
  undoneByPlan: false,
  notShown: 'what the fault puts at risk is not known here',
};

export function natureOf(fault: string): Nature {
  return Object.hasOwn(FAULTS, fault) ? FAULTS[fault as FaultKind].nature : UNKNOWN;
}

/** Of all these kinds, in the order in which the strongest comes first; null where there is none. */
export function notShownBy(faults: ReadonlySet<string>): string | null {
  const strongest = Object.keys(FAULTS).find((kind) => faults.has(kind)) ?? [...faults][0];
  return strongest === undefined ? null : natureOf(strongest).notShown;
}
