/**
 * What hung: requests that were still under way when Seatrial ended their phase, which are neither successes nor failures,
 * and those that timed out. A claim is proven only if it holds even if all of the first had failed and had taken longer than
 * anything; and where users set the pace, a hang weighs as much as the requests it kept its user from making.
 *
 *   weight = max(1, time waited / mean time from start to start of a user's successful requests)
 *   mean   = (time users were busy - time waited) / successful requests
 *
 * How long each timed-out request waited is not recorded: the longest service time of its window stands for it.
 */
import { countedIn, WHOLE_JOURNEY } from '../../evidence/counted.ts';
import type { Ledger } from '../../evidence/ledger.ts';
import type { Cause, RecordOf } from '../../evidence/records.ts';
import { formatUs } from '../../std/units.ts';
import { within } from '../coverage.ts';
import type { Measured } from '../measured.ts';
import type { JudgedPart } from '../parts.ts';
import { unfinishedIn } from '../unfinished.ts';
import { many } from '../wording.ts';

export interface Hangs {
  /** How many were still under way. */
  readonly unfinished: number;
  /** How many of those are of the kind that the claim is about: a step that waits for a message of a queue is no request. */
  readonly ofKind: number;
  /** How many requests all that hung stand for, beyond those that are in the windows. */
  readonly weight: number;
  /** That some were under way, and what all of it weighs where that is more than its number. */
  readonly because: readonly string[];
  readonly records: readonly RecordOf<'unfinished'>[];
  /** At least so many of the kind waited longer than this. */
  readonly surelyAbove: (boundUs: number) => number;
}

interface Waiting {
  readonly count: number;
  readonly waitedUs: number;
}

const TIMEOUTS: ReadonlySet<Cause> = new Set(['timeout connecting', 'timeout waiting', 'timeout reading']);

/** `windows` and `errors` are those of the part that the claim is about. */
export function hangsIn(
  part: JudgedPart,
  evidence: Pick<Measured, 'kind' | 'step'>,
  windows: readonly RecordOf<'window'>[],
  errors: readonly RecordOf<'errors'>[],
  ledger: Ledger,
): Hangs {
  const records = unfinishedIn(part.phases, evidence.step, ledger);
  const ofKind = evidence.step === WHOLE_JOURNEY ? records : ofKindIn(part, evidence, ledger);
  const lost = evidence.step === WHOLE_JOURNEY ? neverEnded(part, records, ledger) : 0;
  const { count } = sumOf(records);
  const timedOut = errors.filter(({ cause }) => TIMEOUTS.has(cause)).map((error) => waitingOf(error, windows));
  const weight = part.phases.reduce((sum, phase) => {
    const own = <R extends { phase: string; journey?: string }>(all: readonly R[]) => within([phase], all);
    const late = sumOf(own(timedOut));
    const open = sumOf(own(records));
    const meanUs = startToStartUs(own(windows), own(ledger.of('arrivals')), open.waitedUs + late.waitedUs);
    return sum + weightOf(open, meanUs) + weightOf(late, meanUs) - late.count;
  }, lost);
  const noun = evidence.kind;
  const because = underWay(records, evidence.step);
  if (lost > 0) because.push(`${many(lost, 'iteration')} began and did not end in the phase`);
  const late = sumOf(timedOut).count;
  if (late > 0 && weight > count + lost) {
    const kept = many(Math.round(weight - count - lost), `more ${noun}`);
    because.push(`${many(late, noun)} timed out; in that time their users would have made about ${kept}`);
  }
  return {
    unfinished: count + lost,
    ofKind: sumOf(ofKind).count + lost,
    weight,
    because,
    records,
    surelyAbove: (boundUs) => ofKind.reduce((sum, record) => sum + aboveOf(record, boundUs), 0),
  };
}

/** Also those that a step waited for, which stands for them where more steps were under way. */
function ofKindIn({ phases }: JudgedPart, { kind, step }: Pick<Measured, 'kind' | 'step'>, ledger: Ledger) {
  return within(phases, ledger.of('unfinished')).filter(
    (record) => countedIn(record) === kind && (step === null || record.step === step),
  );
}

/** A sentence for each kind of thing that was under way. */
function underWay(records: readonly RecordOf<'unfinished'>[], step: string | null): string[] {
  const kinds = Map.groupBy(records, (record) => (step === WHOLE_JOURNEY ? 'iteration' : countedIn(record)));
  return [...kinds].map(([kind, group]) => {
    const { count, waitedUs } = sumOf(group);
    const were = count === 1 ? 'was' : 'were';
    const ended = `still under way when Seatrial ended the phase (${formatUs(waitedUs)} in all)`;
    return `${many(count, kind)} ${were} ${ended}: neither a success nor a failure`;
  });
}

/** Of whole iterations: those that began, did not end, and are not listed as waiting for something. */
function neverEnded({ phases }: JudgedPart, hung: readonly Waiting[], ledger: Ledger): number {
  const began = within(phases, ledger.of('arrivals')).reduce((sum, { started }) => sum + started, 0);
  const ended = within(phases, ledger.of('window'))
    .filter((window) => countedIn(window) === 'iteration')
    .reduce((sum, { count }) => sum + count, 0);
  return Math.max(0, began - ended - sumOf(hung).count);
}

function waitingOf(error: RecordOf<'errors'>, windows: readonly RecordOf<'window'>[]): Waiting & { phase: string } {
  const longestUs = windows
    .filter(({ phase, step }) => phase === error.phase && step === error.step)
    .filter(({ fromUs, toUs }) => fromUs < error.toUs && toUs > error.fromUs)
    .reduce((longest, { service }) => Math.max(longest, service.maxUs), 0);
  return { phase: error.phase, count: error.count, waitedUs: error.count * longestUs };
}

/** Null where a schedule sets the pace: there a hang keeps nothing from being asked. */
export function startToStartUs(
  windows: readonly RecordOf<'window'>[],
  arrivals: readonly RecordOf<'arrivals'>[],
  waitedUs: number,
): number | null {
  const paced = arrivals.filter(({ due }) => due === null);
  const succeeded = windows.reduce((sum, { count, failed }) => sum + count - failed, 0);
  if (paced.length === 0 || succeeded === 0) return null;
  const busyUs = paced.reduce((sum, { users, fromUs, toUs }) => sum + users * (toUs - fromUs), 0);
  const quickestUs = windows.reduce((least, { service }) => Math.min(least, service.minUs), Number.POSITIVE_INFINITY);
  return Math.max((busyUs - waitedUs) / succeeded, quickestUs, 1);
}

function weightOf({ count, waitedUs }: Waiting, meanUs: number | null): number {
  return meanUs === null ? count : Math.max(count, waitedUs / meanUs);
}

/** Of times of which only number, sum and maximum are known: how many at least are above a bound. */
function aboveOf({ count, waitedUs, longestUs }: RecordOf<'unfinished'>, boundUs: number): number {
  if (longestUs <= boundUs) return 0;
  return Math.min(count, Math.max(1, Math.ceil((waitedUs - count * boundUs) / (longestUs - boundUs))));
}

function sumOf(parts: readonly Waiting[]): Waiting {
  return {
    count: parts.reduce((sum, { count }) => sum + count, 0),
    waitedUs: parts.reduce((sum, part) => sum + part.waitedUs, 0),
  };
}
