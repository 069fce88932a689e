/**
 * Judges that no acknowledged write is lost, from the histories of single operations (`key-history.ts` holds the rule).
 *
 * Loss is judged on reads that began after the last fault was undone: what is not to be seen during a fault may come
 * back. A value nobody wrote, or whose write was refused, is wrong at any time. What was never read again is unproven.
 * Of each key one write is owed, the last acknowledged one; none where a delete may have come after it.
 * `during` narrows which keys are owed (those written in these phases), never which operations count.
 */
import type { Ledger } from '../evidence/ledger.ts';
import type { RecordOf } from '../evidence/records.ts';
import type { NoLostWritesClaim } from '../plan/claims/claim.ts';
import { formatUs } from '../std/units.ts';
import { type Judge, nothing, withGaps } from './answer.ts';
import { coverage, within } from './coverage.ts';
import { KeyHistory, type Operation, type ReadVerdict } from './key-history.ts';
import { many, outOf } from './wording.ts';

/** The first read of a key that nothing explains. */
interface Violation {
  readonly kind: Exclude<ReadVerdict, 'explained'> | 'came back';
  readonly key: string;
  readonly read: Operation;
  /** What was acknowledged last before it; for `refused` and `phantom` it may be nothing. */
  readonly last: Operation | undefined;
}

/** From when on nothing bad was in force any more, and what it was. */
interface Calm {
  readonly sinceUs: number;
  readonly bites: readonly RecordOf<'fault-bit'>[];
  readonly never: string | null;
}

export const judgeLostWrites: Judge<NoLostWritesClaim> = (claim, ledger) => {
  const required = 'every acknowledged write is read back with its value after the last fault';
  const { phases, gaps } = coverage(claim, ledger);
  const operations = ledger.of('operation').filter((operation) => operation.journey === claim.journey);
  const inside = new Set(within(phases, operations));
  const calm = calmAfter(ledger);
  const keys = [...Map.groupBy(operations, (operation) => operation.key)]
    .map(([key, group]) => ({ key, group, history: new KeyHistory(group) }))
    .filter(({ group }) => group.some((operation) => inside.has(operation)));
  const acknowledged = keys.filter(({ history }) => history.acknowledgedWrites.some((write) => inside.has(write)));
  const violations = keys
    .flatMap(({ key, history }) => firstViolation(key, history, calm.sinceUs) ?? [])
    .sort((a, b) => a.read.startedUs - b.read.startedUs || a.read.seq - b.read.seq);
  if (acknowledged.length === 0 && violations.length === 0) {
    return withGaps(
      nothing(required, [`no write of '${claim.journey}' was acknowledged${attempts(operations)}`]),
      gaps,
    );
  }
  const owed = acknowledged.filter(({ history }) => history.mustBePresent);
  const unread = owed.filter(({ history }) => {
    const settledUs = Math.max(calm.sinceUs, history.settledUs);
    return !history.reads.some((read) => read.startedUs > settledUs);
  });
  const lost = violations.filter((violation) => violation.kind === 'lost').length;
  const doubts = violations.length > 0 ? [] : doubtsAbout(owed.length, unread.length, calm);
  const used = violations.length === 0 ? keys : keys.filter(({ key }) => violations.some((wrong) => wrong.key === key));
  return withGaps(
    {
      verdict: violations.length > 0 ? 'disproven' : doubts.length > 0 ? 'unproven' : 'proven',
      required,
      observed: `${outOf(lost, acknowledged.length, 'acknowledged write')} lost, ${many(unread.length, 'write')} not read back`,
      because: [
        ...told(violations, acknowledged.length, calm),
        ...doubts,
        ...(violations.length + doubts.length === 0 ? shown(owed.length, calm) : []),
      ],
      records: [...used.flatMap(({ group }) => group), ...calm.bites, ...ledger.of('fault-undone')],
    },
    gaps,
  );
};

function firstViolation(key: string, history: KeyHistory, calmUs: number): Violation | null {
  for (const read of history.reads.toSorted((a, b) => a.startedUs - b.startedUs)) {
    const kind = history.judge(read);
    if (kind === 'explained' || (kind === 'lost' && read.startedUs <= calmUs)) continue;
    const last = history.lastAcknowledgedBefore(read.startedUs);
    return { kind: kind === 'lost' && last?.f === 'delete' ? 'came back' : kind, key, read, last };
  }
  return null;
}

function calmAfter(ledger: Ledger): Calm {
  const undone = new Map(ledger.of('fault-undone').map((record) => [record.lease, record.atUs]));
  const bites = ledger.of('fault-bit').filter((bit) => bit.bites > 0);
  const never = bites.find((bit) => !undone.has(bit.lease));
  const sinceUs = Math.max(
    Number.NEGATIVE_INFINITY,
    ...bites.map((bit) => undone.get(bit.lease) ?? Number.POSITIVE_INFINITY),
  );
  return { sinceUs, bites, never: never?.what ?? null };
}

function doubtsAbout(owed: number, unread: number, calm: Calm): string[] {
  if (owed === 0) return ['every acknowledged write was, or may have been, deleted again: nothing had to be there'];
  if (unread === 0) return [];
  const after = calm.bites.length > 0 ? 'after it was written and after the last fault' : 'after it was written';
  return [
    ...(calm.never ? [`${calm.never} was never undone, so nothing was read after it`] : []),
    `${outOf(unread, owed, 'acknowledged write')} ${unread === 1 ? 'was' : 'were'} never read ${after}`,
  ];
}

function shown(owed: number, calm: Calm): string[] {
  const faults =
    calm.bites.length > 0 ? `after ${many(calm.bites.length, 'fault')}` : 'though no fault was in force at any time';
  return [`all ${many(owed, 'acknowledged write')} were read back with their values, ${faults}`];
}

/** Of one, and of many. */
const HEADLINES: Readonly<Record<Violation['kind'], readonly [string, string]>> = {
  lost: ['was lost', 'were lost'],
  'came back': ['came back after being deleted', 'came back after being deleted'],
  refused: ['was refused and done nevertheless', 'were refused and done nevertheless'],
  phantom: ['showed a value that nobody had written', 'showed values that nobody had written'],
};

/** One sentence for each way to be wrong, with its first case. */
function told(violations: readonly Violation[], acknowledged: number, calm: Calm): string[] {
  return [...Map.groupBy(violations, (violation) => violation.kind)].map(([kind, group]) => {
    const count = kind === 'lost' ? outOf(group.length, acknowledged, 'acknowledged write') : many(group.length, 'key');
    return `${count} ${HEADLINES[kind][group.length === 1 ? 0 : 1]}; first: ${group[0] ? story(group[0], calm) : ''}`;
  });
}

/** `key k17 written at 12.3s (value ab12...), read at 31s as absent; between them: kill api 1 at 14s`. */
function story({ key, read, last }: Violation, calm: Calm): string {
  const seen = `read at ${formatUs(read.startedUs)} as ${read.value === null ? 'absent' : short(read.value)}`;
  if (!last) return `key ${key} ${seen}`;
  const done = last.f === 'delete' ? 'deleted' : 'written';
  const value = last.f === 'delete' ? '' : ` (value ${short(last.value ?? '')})`;
  const between = calm.bites.filter((bit) => bit.atUs >= last.startedUs && bit.atUs <= read.startedUs);
  const faults = between.map((bit) => `${bit.what} at ${formatUs(bit.atUs)}`).join(', ');
  return `key ${key} ${done} at ${formatUs(last.endedUs)}${value}, ${seen}; between them: ${faults || 'no fault'}`;
}

function short(value: string): string {
  return value.length > 12 ? `${value.slice(0, 8)}…` : value;
}

/** What became of the writes when none was acknowledged. */
function attempts(operations: readonly Operation[]): string {
  const writes = operations.filter((operation) => operation.f === 'write');
  const failed = writes.filter((write) => write.outcome === 'failed').length;
  return writes.length === 0
    ? ''
    : `: ${many(failed, 'write')} failed, ${writes.length - failed} had an unknown outcome`;
}
