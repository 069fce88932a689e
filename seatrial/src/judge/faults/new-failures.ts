/**
 * Failures after a fault was undone that are not the fault's own. What had begun before may be; and so may one failure a user,
 * however late, of a client of the journey's own: it may keep a connection, and notice only at its next use that a kill has
 * closed it. Requests of Seatrial's own clients are never sent on a connection that is gone.
 */
import type { RecordOf } from '../../evidence/records.ts';
import type { Span } from '../measured-time.ts';
import { type FailedShare, sum } from './completions.ts';
import type { FaultInPhase } from './fault-in-phase.ts';
import type { Timeline } from './timeline.ts';

type Window = RecordOf<'window'>;

/** What can fail. */
export interface Stream {
  readonly noun: string;
  readonly windows: Timeline<Window>;
  /** What was usual of it. */
  readonly before: FailedShare;
}

/** Requests, and iterations by themselves where they tell. */
export function streamsOf({ did, usual }: Pick<FaultInPhase, 'did' | 'usual'>): readonly Stream[] {
  const main = { noun: did.noun, windows: did.windows, before: usual.of };
  if (!did.iterationsTold) return [main];
  return [main, { noun: 'iteration', windows: did.iterations, before: usual.iterations }];
}

/** Without windows in which anything had begun before the undoing. */
export function newIn(windows: Timeline<Window>, { fromUs, toUs }: Span, undoneUs: number): FailedShare {
  return sum(windows.inside(fromUs, toUs).filter(({ service, ...span }) => service.maxUs <= span.fromUs - undoneUs));
}

/** Whether no more failed in a span, which ends later than the time to recover, than users may have had a connection. */
export function mayBeConnections(
  { did, undoneUs }: Pick<FaultInPhase, 'did' | 'undoneUs'>,
  { noun, windows }: Stream,
  span: Span,
): boolean {
  const { failed } = newIn(windows, span, undoneUs);
  return noun !== 'request' && failed > 0 && failed <= did.users;
}
