/** What was under way when Seatrial ended phases, each hang once however many records it left. */
import { countedIn, WHOLE_JOURNEY } from '../evidence/counted.ts';
import type { Ledger } from '../evidence/ledger.ts';
import type { RecordOf } from '../evidence/records.ts';
import { formatUs } from '../std/units.ts';
import { type OnePhase, within } from './coverage.ts';
import { many } from './wording.ts';

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

/**
 * A sentence for each kind of these.
 * @example '3 requests had no answer when the phase ended, the longest had waited for 12s'
 */
export function unfinishedTexts(records: readonly RecordOf<'unfinished'>[]): string[] {
  return [...Map.groupBy(records, countedIn)].map(([kind, its]) => {
    const what = kind === 'request' || kind === 'message' ? 'had no answer' : 'had not ended';
    const longestUs = its.reduce((longest, one) => Math.max(longest, one.longestUs), 0);
    const who = total(its) === 1 ? 'it' : 'the longest';
    return `${many(total(its), kind)} ${what} when the phase ended, ${who} had waited for ${formatUs(longestUs)}`;
  });
}

function total(records: readonly RecordOf<'unfinished'>[]): number {
  return records.reduce((sum, { count }) => sum + count, 0);
}
