/**
 * A record as JSON without secrets. Texts by which judges tell one thing from another stay apart (`std/redact-apart.ts`), and each
 * is redacted by itself, whatever else is in its record: the same key is written alike in all of them.
 */
import type { Redact } from '../std/redact.ts';
import { redactorApart } from '../std/redact-apart.ts';
import type { Access, EvidenceRecord, Operation } from './records.ts';
import { redactedJson } from './redacted-json.ts';

/** Members whose texts judges compare. */
const OF_OPERATION = ['key', 'value', 'answer'] as const satisfies readonly (keyof Operation)[];
const OF_ACCESS = ['actor', 'owner', 'action', 'resource', 'body', 'path'] as const satisfies readonly (keyof Access)[];

export type WriteRecord = (record: EvidenceRecord) => string;

/** Writes the records of one run. */
export function redactedRecords(redact: Redact): WriteRecord {
  const apart = redactorApart(redact);
  const write = <R extends EvidenceRecord>(record: R, members: readonly (keyof R & string)[]): string => {
    const parts = { ...record };
    for (const name of members) {
      const text = record[name];
      if (typeof text === 'string') parts[name] = apart(text) as typeof text;
    }
    return redactedJson(parts, redact, { except: members });
  };
  return (record) => {
    if (record.kind === 'operation') return write(record, OF_OPERATION);
    if (record.kind === 'access') return write(record, OF_ACCESS);
    return redactedJson(record, redact);
  };
}
