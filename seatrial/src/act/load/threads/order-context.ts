/** What a phase is run with in one thread: what it was ordered with, and a history of its own. */
import type { Emit } from '../../../evidence/emit.ts';
import type { JourneyPhase } from '../../../plan/resolved.ts';
import type { Clock } from '../../../std/clock.ts';
import { deepFreeze } from '../../../std/freeze.ts';
import { AcknowledgedWrites } from '../../history/acknowledged.ts';
import { HistoryBook } from '../../history/history.ts';
import type { LoadOrder } from './order.ts';

/** What is the same for all phases that a thread runs. */
interface OfThread {
  readonly emit: Emit;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly seed: number;
}

export function contextOf(
  { journey }: JourneyPhase,
  { emit, clock, signal, seed }: OfThread,
  { urls, origins, token, data, shaken, acknowledged }: LoadOrder,
) {
  const writes = new AcknowledgedWrites(journey.name, acknowledged);
  const history = new HistoryBook(emit, () => clock.nowUs(), writes);
  return { emit, clock, signal, seed, urls, origins, token, data: deepFreeze(data), shaken, history };
}
