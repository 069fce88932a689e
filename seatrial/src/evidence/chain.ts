/**
 * One line of the journal: a record as JSON whose last member is a hash over everything before it and over the hash of
 * the line before. The first line continues the digest of the header. Changing, dropping or adding a byte anywhere
 * breaks every hash from there on; a journal cut off at its end still has a valid prefix.
 */
import { createHash } from 'node:crypto';
import type { EvidenceRecord } from './records.ts';
import type { WriteRecord } from './redacted-record.ts';

const HASH_LENGTH = 32;
const TAIL = /,"hash":"([0-9a-f]{32})"\}$/;

export interface ChainedLine {
  readonly line: string;
  readonly hash: string;
}

/** Chains a record to the hash of the line before it (or to the header's digest). The line has no line feed. */
export function chainLine(record: EvidenceRecord, previousHash: string, write: WriteRecord): ChainedLine {
  const body = write(record).slice(0, -1);
  const hash = hashOf(previousHash, body);
  return { line: `${body},"hash":"${hash}"}`, hash };
}

export type OpenedLine = { ok: true; record: EvidenceRecord; hash: string } | { ok: false; problem: string };

/** Checks a line against the hash before it and reads its record. */
export function openLine(line: string, previousHash: string): OpenedLine {
  const tail = TAIL.exec(line);
  if (!tail?.[1]) return { ok: false, problem: 'it is not a whole record' };
  const body = line.slice(0, tail.index);
  if (hashOf(previousHash, body) !== tail[1]) {
    return { ok: false, problem: 'its hash does not follow from what stands before it' };
  }
  return { ok: true, record: JSON.parse(`${body}}`) as EvidenceRecord, hash: tail[1] };
}

function hashOf(previousHash: string, body: string): string {
  return createHash('sha256').update(previousHash).update(body).digest('hex').slice(0, HASH_LENGTH);
}
