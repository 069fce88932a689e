/**
 * Failures that are ours: requests that never left this machine, because the load generator had no descriptor or no port
 * left for them. They are no word about the system, and neither is what a journey made of them.
 */
import type { Ledger } from '../evidence/ledger.ts';
import type { Cause, RecordOf } from '../evidence/records.ts';
import type { Answer } from './answer.ts';
import { type CoveredPhase, within } from './coverage.ts';
import { many } from './wording.ts';

const OUT_OF: ReadonlyMap<Cause, string> = new Map([
  ['no descriptor left', 'no file descriptor left'],
  ['no port left', 'no local port left'],
]);

export interface OwnFailures {
  readonly count: number;
  /** A sentence for each thing that ran out. */
  readonly because: readonly string[];
  readonly records: readonly RecordOf<'errors'>[];
}

export function ownFailures(errors: readonly RecordOf<'errors'>[]): OwnFailures {
  const records = errors.filter(({ cause }) => OUT_OF.has(cause));
  const total = (list: readonly RecordOf<'errors'>[]): number => list.reduce((sum, { count }) => sum + count, 0);
  const because = [...Map.groupBy(records, ({ cause }) => cause)].map(
    ([cause, list]) => `${many(total(list), 'request')} never left the load generator: it had ${OUT_OF.get(cause)}`,
  );
  return { count: total(records), because, records };
}

/** A disproof in phases with failures of ours is none: what broke the claim may have been those. */
export function unlessOurs(answer: Answer, phases: readonly CoveredPhase[], ledger: Ledger): Answer {
  if (answer.verdict !== 'disproven') return answer;
  const { count, because, records } = ownFailures(within(phases, ledger.of('errors')));
  if (count === 0) return answer;
  return {
    ...answer,
    verdict: 'unproven',
    because: [...because, ...answer.because],
    records: [...answer.records, ...records],
  };
}
