/**
 * A fault of the plan's own is over when the plan's `undo` has answered. One that mends the system and then waits until it is well
 * again hides the outage: the time of recovery would begin when it is over. So a bound that is kept from that answer on must be
 * kept from the beginning of the undoing as well, or it is not known. An `undo` that needs its time to mend breaks it too: a doubt.
 */
import { formatUs } from '../../std/units.ts';
import type { Bounds, FaultInPhase } from './fault-in-phase.ts';
import { type Recovery, recoveryOf } from './recovery-time.ts';

/** An undoing that took less is over at once, as windows tell it. */
const AT_ONCE_US = 100_000;

/** `undoingUs`: when the undoing began. */
export function unlessUndoneLate(recovery: Recovery, fault: FaultInPhase, undoingUs: number, bounds: Bounds): Recovery {
  const tookUs = fault.undoneUs - undoingUs;
  if (recovery.verdict !== 'proven' || tookUs <= AT_ONCE_US) return recovery;
  const from = `counted from the answer of its undo, which took ${formatUs(tookUs)}`;
  if (recoveryOf({ ...fault, undoneUs: undoingUs }, bounds).verdict === 'proven')
    return { ...recovery, because: [...recovery.because, `${fault.what}: this is ${from}`] };
  const asked = `from its beginning on it was not seen to work within ${formatUs(bounds.withinUs)}`;
  return {
    ...recovery,
    verdict: 'unproven',
    because: [
      ...recovery.because,
      `${fault.what}: this is ${from}; ${asked}: let undo mend and look, not wait for the system`,
    ],
  };
}
