/**
 * What never reached the end of its journey: iterations that threw, that hung, or that were cut off. What they would have
 * checked or measured after it is missing, so a claim about checks or own measures is proven only if it would hold had all of
 * that been bad. An iteration in which a request failed and that ran on to its end is none of them.
 *
 * Iterations that were cut off while they only slept or thought are ordinary at the end of a phase. They count only where
 * fewer ended than did not: there the journey may well have waited, look by look, for what never came.
 */
import { countedIn, WHOLE_JOURNEY } from '../evidence/counted.ts';
import type { Ledger } from '../evidence/ledger.ts';
import type { EvidenceRecord, RecordOf } from '../evidence/records.ts';
import { type OnePhase, within } from './coverage.ts';
import { unfinishedIn } from './unfinished.ts';
import { outOf } from './wording.ts';

export interface Unreached {
  readonly count: number;
  /** A sentence, where there are any. */
  readonly because: readonly string[];
  readonly records: readonly EvidenceRecord[];
  /** How many samples are missing, where `seen` were taken: of each iteration as many as of one that ended, at least one. */
  readonly samples: (seen: number) => number;
}

export function unreachedIn(phases: readonly OnePhase[], ledger: Ledger): Unreached {
  const windows = within(phases, ledger.of('window')).filter((window) => countedIn(window) === 'iteration');
  const errors = within(phases, ledger.of('errors')).filter((error) => countedIn(error) === 'iteration');
  const thrown = errors.filter(({ cause }) => cause === 'journey threw');
  const hanging = unfinishedIn(phases, null, ledger);
  const threw = total(thrown);
  const returned = Math.max(threw, total(windows));
  const open = neverReturned(phases, returned, ledger);
  const hung = Math.min(total(hanging), open ?? Number.POSITIVE_INFINITY);
  const asleep = (open ?? hung) - hung;
  const cut = returned > 0 && hung + asleep > returned ? asleep : 0;
  const count = threw + hung + cut;
  const ended = returned - threw - total(errors.filter(({ cause }) => cause === 'journey mistake'));
  return {
    count,
    because: count === 0 ? [] : [sentence({ threw, hung, cut }, returned + hung + cut)],
    records: count === 0 ? [] : [...windows, ...thrown, ...hanging, ...within(phases, ledger.of('arrivals'))],
    samples: (seen) => count * Math.max(1, ended > 0 ? Math.round(seen / ended) : 1),
  };
}

/** Iterations that began and did not return; null where it is not recorded how many began. */
function neverReturned(phases: readonly OnePhase[], returned: number, ledger: Ledger): number | null {
  const arrivals = within(phases, ledger.of('arrivals'));
  if (arrivals.length === 0) return null;
  return Math.max(0, arrivals.reduce((sum, { started }) => sum + started, 0) - returned);
}

function sentence({ threw, hung, cut }: { threw: number; hung: number; cut: number }, all: number): string {
  const how = [
    [threw, 'threw'],
    [hung, 'hung until Seatrial ended the phase'],
    [cut, 'went on until Seatrial ended the phase'],
  ] as const;
  const told = how.filter(([count]) => count > 0).map(([count, what]) => `${count.toLocaleString('en-US')} ${what}`);
  return `${outOf(threw + hung + cut, all, WHOLE_JOURNEY)} did not come to their end (${told.join(', ')})`;
}

function total(records: readonly Pick<RecordOf<'window'>, 'count'>[]): number {
  return records.reduce((sum, { count }) => sum + count, 0);
}
