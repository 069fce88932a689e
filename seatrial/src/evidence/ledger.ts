/**
 * Evidence as judges and reports read it: the header's claims and phases, and the records by kind. In memory and
 * read-only; where it came from (a run directory, a fixture) is not visible.
 */
import type { EvidenceRecord, FactKind, RecordOf } from './records.ts';

export interface Ledger {
  readonly records: readonly EvidenceRecord[];
  /** The records of one kind, in the order of the journal. */
  of<K extends FactKind>(kind: K): readonly RecordOf<K>[];
}

/** A ledger over records in the order of the journal. */
export function ledgerOf(records: readonly EvidenceRecord[]): Ledger {
  const byKind = new Map<FactKind, EvidenceRecord[]>();
  for (const record of records) {
    const list = byKind.get(record.kind);
    if (list) list.push(record);
    else byKind.set(record.kind, [record]);
  }
  return {
    records,
    of: <K extends FactKind>(kind: K) => (byKind.get(kind) ?? []) as unknown as readonly RecordOf<K>[],
  };
}
