/** What a finding about lost writes says of reads that were wrong, and of those that were only late. */
import { digestTold } from '../../std/kept-value.ts';
import { formatUs } from '../../std/units.ts';
import type { BegunFault } from '../faults/begun-faults.ts';
import { many, outOf } from '../wording.ts';
import type { OperationRecord } from './key-history.ts';
import type { LostWritesTally, Violation } from './lost-writes-tally.ts';

/** A fault that had an effect, or may have had one: when it was begun, and when that was seen. */
export interface Hit {
  readonly what: string;
  readonly begunUs: number;
  readonly bit: BegunFault;
}

/** Of one, and of many. */
const HEADLINES: Readonly<Record<Violation['kind'], readonly [string, string]>> = {
  lost: ['was lost', 'were lost'],
  'came back': ['came back after being deleted', 'came back after being deleted'],
  refused: ['was refused and done nevertheless', 'were refused and done nevertheless'],
  phantom: ['showed a value that was never written', 'showed values that were never written'],
};

/** One sentence for each way to be wrong, with its first case; the way of the first case of all comes first. */
export function violationsTold({ violations, written }: LostWritesTally, hits: readonly Hit[]): string[] {
  const ways = [...violations].sort(([, a], [, b]) => a.compare(b));
  return ways.map(([kind, { count, first }]) => {
    const what = kind === 'lost' ? outOf(count, written, 'acknowledged write') : many(count, 'key');
    return `${what} ${HEADLINES[kind][count === 1 ? 0 : 1]}; first: ${first ? story(first, hits) : ''}`;
  });
}

/** The records of the first cases: what was acknowledged, what may have been done since, the faults between, and the read that does not show it. */
export function violationsShown(
  violations: readonly Violation[],
  hits: readonly Hit[],
): (OperationRecord | Hit['bit'])[] {
  return violations.flatMap(({ last, read, unknown }) => {
    const bits = last === undefined ? [] : [last, ...between(last, read, hits).map(({ bit }) => bit)];
    return [...bits, ...unknown, read];
  });
}

function between(last: OperationRecord, read: OperationRecord, hits: readonly Hit[]): readonly Hit[] {
  return hits.filter(({ begunUs, bit }) => bit.atUs >= last.startedUs && begunUs <= read.endedUs);
}

/** Late reads decide nothing here. */
export function lateTold({ late }: LostWritesTally): string[] {
  if (late === 0) return [];
  const [were, reads] = late === 1 ? ['was', 'a later read'] : ['were', 'later reads'];
  return [
    `${many(late, 'read')} ${were} stale: ${reads} of the same ${late === 1 ? 'key' : 'keys'} showed what had been acknowledged; claim.noStaleReads judges that`,
  ];
}

/** `key k17 written at 12.3s (value ab12...), read at 31s as absent; between them: kill api 1 at 14s`. */
function story({ key, read, last }: Violation, hits: readonly Hit[]): string {
  const seen = `read at ${formatUs(read.startedUs)} as ${shownAs(read, last?.value ?? '')}`;
  if (!last) return `key ${key} ${seen}`;
  const done = last.op === 'delete' ? 'deleted' : 'written';
  const named = last.op === 'write' && !last.presenceOnly;
  const value = named
    ? ` (${digestTold(last.value ?? '') ?? `value ${short(last.value ?? '', read.value ?? '')}`})`
    : '';
  const faults = between(last, read, hits)
    .map(({ what, begunUs, bit }) =>
      // It kills before that is seen: a read that ended in between may have met it.
      bit.atUs <= read.endedUs ? `${bit.what} at ${formatUs(bit.atUs)}` : `${what}, begun at ${formatUs(begunUs)}`,
    )
    .join(', ');
  return `key ${key} ${done} at ${formatUs(last.endedUs)}${value}, ${seen}; between them: ${faults || 'no fault'}`;
}

function shownAs({ value, presenceOnly }: OperationRecord, written: string): string {
  if (value === null) return 'absent';
  return presenceOnly ? 'present' : (digestTold(value) ?? short(value, written));
}

const SHORT = 12;

/** A value in few characters, among them the first that tells it from the other: `…n-1234567…`. */
function short(value: string, other: string): string {
  if (value.length <= SHORT) return value;
  let same = 0;
  while (same < value.length && value[same] === other[same]) same++;
  const from = same < SHORT - 4 || same >= value.length ? 0 : same - 3;
  const to = from + SHORT - 4;
  return `${from > 0 ? '…' : ''}${value.slice(from, to)}${to < value.length ? '…' : ''}`;
}
