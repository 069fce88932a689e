/**
 * Failures that are ours or the plan's: requests that never left this machine, because the load generator had no descriptor or
 * no port left for them, those that reached a limit of our own client, redirects that we do not follow, and messages on a
 * connection that had ended. They say nothing about the system, nor does what a
 * journey made of them.
 */
import type { Ledger } from '../../evidence/ledger.ts';
import type { Cause, RecordOf } from '../../evidence/records.ts';
import type { Answer } from '../answer.ts';
import { type CoveredPhase, within } from '../coverage.ts';
import { many } from '../wording.ts';

const NEVER_SENT: ReadonlyMap<Cause, string> = new Map([
  ['no descriptor left', 'never left the load generator: it had no file descriptor left'],
  ['no port left', 'never left the load generator: it had no local port left'],
]);
const OURS: ReadonlyMap<Cause, string> = new Map([
  ...NEVER_SENT,
  ['own limit', "reached a limit of Seatrial's own client"],
  ['not followed', 'was led to what is no system of this plan, where Seatrial does not follow'],
  ['stream over', 'was never sent: its connection had ended before, and the journey had opened no other'],
]);

export interface OwnFailures {
  readonly count: number;
  /** A sentence for each thing that ran out. */
  readonly because: readonly string[];
  readonly records: readonly RecordOf<'errors'>[];
}

/** All that is ours. */
export function ownFailures(errors: readonly RecordOf<'errors'>[]): OwnFailures {
  return failuresOf(errors, OURS);
}

/** Those that were never sent: only these say that the load generator ran short of something. */
export function neverSent(errors: readonly RecordOf<'errors'>[]): OwnFailures {
  return failuresOf(errors, NEVER_SENT);
}

function failuresOf(errors: readonly RecordOf<'errors'>[], causes: ReadonlyMap<Cause, string>): OwnFailures {
  const records = errors.filter(({ cause }) => causes.has(cause));
  const total = (list: readonly RecordOf<'errors'>[]): number => list.reduce((sum, { count }) => sum + count, 0);
  const because = [...Map.groupBy(records, ({ cause }) => cause)].map(([cause, list]) => {
    const noun = list.every(({ of }) => of === 'message') ? 'message' : 'request';
    const count = total(list);
    return `${many(count, noun)} ${count === 1 ? causes.get(cause) : pluralOf(causes.get(cause))}`;
  });
  return { count: total(records), because, records };
}

function pluralOf(what = ''): string {
  return what.replace(/^was /, 'were ').replace(': its connection', ': their connections');
}

/** A disproof in phases with failures of ours is none: what broke the claim may have been those. */
export function unlessGeneratorFailed<A extends Omit<Answer, 'required'>>(
  answer: A,
  phases: readonly CoveredPhase[],
  ledger: Ledger,
): A {
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
