/**
 * Runs of schema 1 in the words of schema 2, translated while they are read. Three words were renamed, and nothing else was
 * changed. Chain and seal are over the bytes as they stand, so they are checked before anything is translated.
 */
import { type Header, SCHEMA } from './header.ts';
import type { EvidenceRecord } from './records.ts';

type Renamed = Readonly<Record<string, string>>;

const OF_PHASE: Renamed = { journey: 'subject', asked: 'described' };

const OF_RECORDS: Readonly<Record<string, Renamed>> = { 'phase-started': OF_PHASE, operation: { f: 'op' } };

/** A record of schema 1; its fields keep their order. */
export function recordOfSchema1(record: EvidenceRecord): EvidenceRecord {
  return Object.hasOwn(OF_RECORDS, record.kind) ? renamed(record, OF_RECORDS[record.kind] as Renamed) : record;
}

/** The header of schema 1, or what is left of it. */
export function headerOfSchema1(header: Header): Header {
  const phases = header.plan?.phases;
  if (!Array.isArray(phases)) return { ...header, schema: SCHEMA };
  return {
    ...header,
    schema: SCHEMA,
    plan: { ...header.plan, phases: phases.map((phase) => renamed(phase, OF_PHASE)) },
  };
}

function renamed<T extends object>(value: T, words: Renamed): T {
  const fields = Object.entries(value).map(([name, field]) => [Object.hasOwn(words, name) ? words[name] : name, field]);
  return Object.fromEntries(fields) as T;
}
