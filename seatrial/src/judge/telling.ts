/** Which few of a phase's many records decide, for a reader: the phase, then those in which most went wrong. */
import type { EvidenceRecord } from '../evidence/records.ts';
import type { JudgedPart } from './parts.ts';

const MOST = 8;

/** The records with the highest figure first, without those that have none. */
export function most<R extends EvidenceRecord>(records: readonly R[], figure: (record: R) => number): R[] {
  const figures = new Map(records.map((record) => [record, figure(record)]));
  const of = (record: R): number => figures.get(record) ?? 0;
  return records
    .filter((record) => of(record) > 0)
    .toSorted((a, b) => of(b) - of(a) || a.seq - b.seq)
    .slice(0, MOST);
}

/** When the phases of a part began and ended. */
export function spansOf({ phases }: JudgedPart): EvidenceRecord[] {
  return phases.flatMap((phase) => phase.records);
}

/** What tells, behind the phases that it is about; nothing where nothing tells. */
export function inPhases(part: JudgedPart, telling: readonly EvidenceRecord[]): readonly EvidenceRecord[] {
  return telling.length === 0 ? [] : [...spansOf(part), ...telling];
}
