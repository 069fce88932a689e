/**
 * Reads a run back: header, records (each checked against the chain), seal. A journal that was cut off gives its valid
 * prefix and says so; one that was changed gives no ledger at all, because nothing behind the change can be trusted.
 */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { sha256 } from '../std/digest.ts';
import { many } from '../std/many.ts';
import { shown } from '../std/shown.ts';
import { openLine } from './chain.ts';
import { type Header, SCHEMA } from './header.ts';
import { type Ledger, ledgerWith } from './ledger.ts';
import { OperationIndex } from './operation-index.ts';
import { PHASE_KINDS } from './records/phase.ts';
import { type EvidenceRecord, isFactKind } from './records.ts';
import { HEADER_FILE, SEAL_FILE, segmentsAmong } from './run-directory.ts';
import { headerOfSchema1, recordOfSchema1 } from './schema-1.ts';
import { brokenByJournal, brokenBySeal, readSeal, type Seal } from './seal.ts';
import { nameOnDisk, SegmentReader } from './segment.ts';

const LINE_FEED = 10;

export interface Run {
  readonly directory: string;
  readonly header: Header;
  readonly ledger: Ledger;
  readonly seal: Seal | null;
  /** The hash of the last record: whoever keeps it elsewhere can tell every later change of header, records and logs. */
  readonly head: string;
  /** Of its journal as it lies on the disk, packed or not. */
  readonly journalBytes: number;
  /** Set when the run was not sealed: what is missing, in a sentence. */
  readonly cut: string | null;
}

export type ReadRun = { ok: true; run: Run } | { ok: false; problems: readonly string[]; hint: string };

/** Reads and checks the run in a folder. */
export function readRun(directory: string): ReadRun {
  if (!existsSync(join(directory, HEADER_FILE))) {
    return {
      ok: false,
      problems: [`there is no run in ${directory}: ${HEADER_FILE} is missing`],
      hint: 'name a folder below .seatrial/runs, as `npx seatrial run` printed it',
    };
  }
  try {
    return openRun(directory);
  } catch (error) {
    return { ok: false, problems: [(error as Error).message], hint: CHANGED_HINT };
  }
}

const CHANGED_HINT =
  'the evidence was changed or damaged after it was written; take an untouched copy, or run the trial again';

function openRun(directory: string): ReadRun {
  const headerText = readFileSync(join(directory, HEADER_FILE), 'utf8');
  const seal = readSeal(directory);
  const other = otherSchema(headerText, seal);
  if (other !== null) return other;
  const reading = READINGS.get(parsed(headerText)?.schema ?? SCHEMA) as Reading;
  const opened = openJournal(directory, sha256(headerText), seal === null, reading);
  const problems = [...opened.problems];
  if (problems.length === 0 && opened.unknown.size > 0) return otherKinds(headerText, opened.unknown);
  const ledger = ledgerWith(opened.others, opened.operations, opened.count);
  if (seal) {
    problems.push(...brokenBySeal(directory, seal));
    if (problems.length === 0 && (seal.head !== opened.head || seal.records !== opened.count)) {
      problems.push(`the journal holds ${many(opened.count, 'record')}, the seal was made over ${seal.records}`);
    }
  }
  if (problems.length === 0) problems.push(...brokenByJournal(directory, ledger.of('log-kept')));
  if (problems.length > 0) return { ok: false, problems, hint: CHANGED_HINT };
  const header = reading.header(JSON.parse(headerText) as Header);
  const cut = seal === null ? `the run was never sealed: its evidence ends after record ${opened.count}` : null;
  return { ok: true, run: { directory, header, ledger, seal, head: opened.head, journalBytes: opened.bytes, cut } };
}

/** How header and records of a schema are put into the words of this version. */
interface Reading {
  readonly header: (header: Header) => Header;
  readonly record: (record: EvidenceRecord) => EvidenceRecord;
}

const READINGS: ReadonlyMap<unknown, Reading> = new Map([
  [1, { header: headerOfSchema1, record: recordOfSchema1 }],
  [SCHEMA, { header: (header) => header, record: (record) => record }],
]);

/** What another version wrote in words that this one may not know is not read as if they were ours. */
function otherSchema(headerText: string, seal: Seal | null): ReadRun | null {
  const header = parsed(headerText);
  const schemas: readonly unknown[] = [header?.schema, ...(seal === null ? [] : [seal.schema])];
  const wrong = schemas.findIndex((schema) => schema !== undefined && !READINGS.has(schema));
  if (wrong < 0) return unlikeSchemas(schemas);
  const read = [...READINGS.keys()].join(' and ');
  const problem = `the run was recorded${by(header)} in schema ${shown(schemas[wrong])}, and this version reads schema ${read}`;
  return { ok: false, problems: [problem], hint: OTHER_HINT };
}

/** The seal was written by who wrote the header. */
function unlikeSchemas([header, seal = header]: readonly unknown[]): ReadRun | null {
  if (header === undefined || header === seal) return null;
  const problem = `${HEADER_FILE} is of schema ${shown(header)}, and ${SEAL_FILE} of schema ${shown(seal)}`;
  return { ok: false, problems: [problem], hint: CHANGED_HINT };
}

/** What is not understood could speak against a claim, so nothing is judged without it. */
function otherKinds(headerText: string, kinds: ReadonlySet<string>): ReadRun {
  const which = [...kinds].join(', ');
  const problem = `the run was recorded${by(parsed(headerText))} with records of kinds that this version does not know: ${which}`;
  return { ok: false, problems: [problem], hint: OTHER_HINT };
}

const OTHER_HINT = 'read it with the version of Seatrial that recorded it, or take an untouched copy';

function by(header: Partial<Header> | null): string {
  return typeof header?.seatrial === 'string' ? ` by Seatrial ${header.seatrial}` : '';
}

/** A header that is none is found by its digest. */
function parsed(headerText: string): Partial<Header> | null {
  try {
    return JSON.parse(headerText) as Partial<Header> | null;
  } catch {
    return null;
  }
}

interface OpenedJournal {
  readonly translated: Reading['record'];
  /** All records but operations. */
  others: EvidenceRecord[];
  operations: OperationIndex;
  /** Of all records. */
  count: number;
  /** On the disk. */
  bytes: number;
  head: string;
  /** Kinds of records that this version does not know. */
  unknown: Set<string>;
  problems: string[];
}

/** `mayBeCut`: without a seal, an incomplete last line is where a crash cut the journal off, not a change. */
function openJournal(
  directory: string,
  genesis: string,
  mayBeCut: boolean,
  { record: translated }: Reading,
): OpenedJournal {
  const result: OpenedJournal = {
    translated,
    others: [],
    operations: new OperationIndex({ translated }),
    count: 0,
    bytes: 0,
    head: genesis,
    unknown: new Set(),
    problems: [],
  };
  const files = segmentsAmong(readdirSync(directory));
  const reader = new SegmentReader();
  for (const [position, file] of files.entries()) {
    const path = join(directory, file);
    const problem = openSegment(path, result, mayBeCut && position === files.length - 1, reader);
    if (problem === null) continue;
    result.problems.push(`${basename(nameOnDisk(path))} ${problem}`);
    break;
  }
  return result;
}

/** Reads one file of the journal, a line at a time; what is wrong with it, or null. */
function openSegment(path: string, result: OpenedJournal, mayBeCut: boolean, reader: SegmentReader): string | null {
  let read: ReturnType<SegmentReader['read']>;
  try {
    read = reader.read(path);
  } catch (error) {
    return (error as Error).message;
  }
  const { lines, bytes } = read;
  result.bytes += bytes;
  let from = 0;
  for (let line = 1; ; line++) {
    const end = lines.indexOf(LINE_FEED, from);
    if (end < 0) return from === lines.length || mayBeCut ? null : 'ends in the middle of a record';
    const opened = openLine(lines.toString('utf8', from, end), result.head);
    if (!opened.ok) return `line ${line}: ${opened.problem}`;
    const record = result.translated(opened.record);
    result.count++;
    if (record.seq !== result.count) return `line ${line}: record ${result.count} has the number ${shown(record.seq)}`;
    if (!isFactKind(record.kind)) result.unknown.add(shown((record as { kind?: unknown }).kind));
    else if (record.kind === 'phase-started' && !Object.hasOwn(PHASE_KINDS, record.action))
      result.unknown.add(`phase ${shown(record.action)}`);
    if (record.kind === 'operation') result.operations.add(record, path, from, end - from);
    else result.others.push(record);
    result.head = opened.hash;
    from = end + 1;
  }
}
