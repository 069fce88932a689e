/** How many users were busy at one time, at most, in all threads of load: what connections there may have been, and who waited. */
import type { RecordOf } from '../evidence/records.ts';

/** 0 where the journal does not tell. A schedule's users are busy only while they do an iteration. */
export function mostBusy(arrivals: readonly RecordOf<'arrivals'>[]): number {
  const threads = Map.groupBy(arrivals, ({ worker }) => worker).values();
  return [...threads].reduce((sum, records) => sum + records.reduce((most, { users }) => Math.max(most, users), 0), 0);
}
