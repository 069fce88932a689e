/** What was under way when Seatrial ended phases, each hang once however many records it left. */
import { countedIn, WHOLE_JOURNEY } from '../evidence/counted.ts';
import type { Ledger } from '../evidence/ledger.ts';
import type { RecordOf } from '../evidence/records.ts';
import { type OnePhase, within } from './coverage.ts';

/**
 * Of one step, or of the journey where none is named: a step block that waited for a request of its own is that request.
 * Iterations are those that waited for neither.
 */
export function unfinishedIn(
  phases: readonly OnePhase[],
  step: string | null,
  ledger: Ledger,
): readonly RecordOf<'unfinished'>[] {
  const all = within(phases, ledger.of('unfinished'));
  if (step !== null && step !== WHOLE_JOURNEY) return all.filter((record) => record.step === step);
  const iterations = all.filter((record) => countedIn(record) === 'iteration');
  const steps = all.filter((record) => countedIn(record) === 'step');
  const requests = all.filter((record) => !iterations.includes(record) && !steps.includes(record));
  return [...iterations, ...(total(steps) > total(requests) ? steps : requests)];
}

function total(records: readonly RecordOf<'unfinished'>[]): number {
  return records.reduce((sum, { count }) => sum + count, 0);
}
