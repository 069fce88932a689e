/**
 * Evidence as judges and reports read it: the header's claims and phases, and the records by kind. Read-only; where it came
 * from (a run directory, a fixture) is not visible. Operations, of which a run may have millions, are never all in memory
 * at once: they are gone through, in the order of the journal or key by key.
 */
import type { EvidenceRecord, FactKind, RecordOf } from './records.ts';

type Operation = RecordOf<'operation'>;

/** Every record in the order of the journal. */
export interface Records extends Iterable<EvidenceRecord> {
  readonly length: number;
  /** The instant of the last record; 0 where there is none. */
  readonly lastUs: number;
}

export interface Ledger {
  readonly records: Records;
  /** The records of one kind, in the order of the journal. */
  of<K extends Exclude<FactKind, 'operation'>>(kind: K): readonly RecordOf<K>[];
  /** All operations, in the order of the journal. */
  operations(): Iterable<Operation>;
  /**
   * The operations of each key of a journey; keys in any order. Only those of few keys are in memory at a time, so nobody may
   * keep what is given.
   */
  histories(journey: string): Iterable<KeyRecords>;
  /** How many records have their number in one of these inclusive ranges, and the first of them. */
  select(ranges: readonly (readonly [first: number, last: number])[], most: number): Selected;
}

/** All that was recorded of one key, each list in the order of the journal. */
export interface KeyRecords {
  /** By the journey itself; never empty. */
  readonly own: readonly Operation[];
  /** By others, which may mean another thing by the same name; setups of the journey are others too. */
  readonly others: readonly Operation[];
}

export interface Selected {
  readonly count: number;
  /** In the order of the journal. */
  readonly first: readonly EvidenceRecord[];
}

/** Where operations are read from. */
export interface Operations extends Pick<Ledger, 'operations' | 'histories'> {
  /** How many have such a number, and the first of them. */
  pick(isWanted: (seq: number) => boolean, most: number): Selected;
}

/** A ledger over records in the order of the journal, all in memory. */
export function ledgerOf(records: readonly EvidenceRecord[]): Ledger {
  const isOperation = (record: EvidenceRecord): record is Operation => record.kind === 'operation';
  const [own, others] = [records.filter(isOperation), records.filter((record) => !isOperation(record))];
  const operations: Operations = {
    operations: () => own,
    histories: (journey) => historiesIn(own, journey),
    pick: (isWanted, most) => firstOf(own, isWanted, most),
  };
  return ledgerWith(others, operations, records.length);
}

/** Of operations among which each key of the journey is whole. */
export function* historiesIn(operations: readonly Operation[], journey: string): Generator<KeyRecords> {
  for (const all of Map.groupBy(operations, ({ key }) => key).values()) {
    const own = all.filter((operation) => operation.journey === journey);
    if (own.length === 0) continue;
    yield { own, others: own.length === all.length ? [] : all.filter((operation) => operation.journey !== journey) };
  }
}

/**
 * A ledger over all records but operations, and a way to read those.
 * @param length how many records there are, operations included; their numbers have no gap where it is more than the others.
 */
export function ledgerWith(others: readonly EvidenceRecord[], operations: Operations, length: number): Ledger {
  const byKind = new Map<FactKind, EvidenceRecord[]>();
  for (const record of others) {
    const list = byKind.get(record.kind);
    if (list) list.push(record);
    else byKind.set(record.kind, [record]);
  }
  const lastOperationUs = (): number => {
    let last = 0;
    if (others.at(-1)?.seq !== length) for (const { atUs } of operations.operations()) last = atUs;
    return last;
  };
  let lastUs: number | null = null;
  return {
    records: {
      length,
      get lastUs() {
        lastUs ??= Math.max(others.at(-1)?.atUs ?? 0, lastOperationUs());
        return lastUs;
      },
      [Symbol.iterator]: () => merged(others, operations.operations()),
    },
    of: <K extends Exclude<FactKind, 'operation'>>(kind: K) =>
      (byKind.get(kind) ?? []) as unknown as readonly RecordOf<K>[],
    operations: () => operations.operations(),
    histories: (journey) => operations.histories(journey),
    select: (ranges, most) => {
      const isWanted = isIn(ranges);
      const [one, other] = [firstOf(others, isWanted, most), operations.pick(isWanted, most)];
      const first = [...one.first, ...other.first].sort((a, b) => a.seq - b.seq).slice(0, most);
      return { count: one.count + other.count, first };
    },
  };
}

function firstOf(records: readonly EvidenceRecord[], isWanted: (seq: number) => boolean, most: number): Selected {
  const wanted = records.filter(({ seq }) => isWanted(seq));
  return { count: wanted.length, first: wanted.slice(0, most) };
}

/** Whether a number is in one of the ranges, which may overlap. */
function isIn(ranges: readonly (readonly [number, number])[]): (seq: number) => boolean {
  const sorted = ranges.toSorted(([a], [b]) => a - b);
  /** Beside each, the greatest end up to it. */
  const lasts: number[] = [];
  for (const [, end] of sorted) lasts.push(Math.max(end, lasts.at(-1) ?? end));
  return (seq) => {
    let [low, high] = [0, sorted.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((sorted[middle]?.[0] ?? seq) <= seq) low = middle + 1;
      else high = middle;
    }
    return low > 0 && (lasts[low - 1] ?? 0) >= seq;
  };
}

/** Both in the order of their numbers. */
function* merged(others: readonly EvidenceRecord[], operations: Iterable<Operation>): Generator<EvidenceRecord> {
  let next = 0;
  for (const operation of operations) {
    for (let other = others[next]; other && other.seq < operation.seq; other = others[++next]) yield other;
    yield operation;
  }
  yield* others.slice(next);
}
