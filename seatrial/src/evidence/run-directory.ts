/**
 * Where a run is kept: the names of its files and the only code that creates them.
 *
 *   header.json      what was planned, written first       journal-NNNN.ndjson   records, hash-chained; .gz when full
 *   logs/            output of the instances               seal.json             digests, written last
 *   findings.json, scorecard.json, report.html             made from the above; judging again rewrites only these
 */
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Redact } from '../std/redact.ts';
import type { Header } from './header.ts';
import { redactedJson } from './redacted-json.ts';

export const HEADER_FILE = 'header.json';
export const SEAL_FILE = 'seal.json';
export const FINDINGS_FILE = 'findings.json';
export const SCORECARD_FILE = 'scorecard.json';
export const REPORT_FILE = 'report.html';
export const LOGS_FOLDER = 'logs';
/** What follows the name of a journal file that is packed. */
export const PACKED = '.gz';

/** File systems take 255 bytes. */
const LONGEST_NAME = 100;

/** `journal-0001.ndjson` for 1. */
export function journalFile(segment: number): string {
  return `journal-${String(segment).padStart(4, '0')}.ndjson`;
}

/** Whether a file is one of the journal's, plain or packed. */
export function isJournalFile(name: string): boolean {
  return /^journal-\d{4,}\.ndjson(\.gz)?$/.test(name);
}

/** The plain names of a journal's files in the order they were written: the 10,000th comes after the 9,999th. */
export function segmentsAmong(names: readonly string[]): string[] {
  const plain = names
    .filter(isJournalFile)
    .map((name) => (name.endsWith(PACKED) ? name.slice(0, -PACKED.length) : name));
  return [...new Set(plain)].sort((a, b) => a.length - b.length || (a < b ? -1 : 1));
}

/** The folder's name: wall-clock time to the second, then the trial's name in safe characters. */
export function runName(startedAt: string, name: string): string {
  const time = startedAt.slice(0, 19).replaceAll(':', '').replaceAll('-', '').replace('T', '-');
  const safe = name.replaceAll(/[^A-Za-z0-9]+/g, '-').slice(0, LONGEST_NAME);
  return `${time}-${safe.replaceAll(/^-|-$/g, '') || 'trial'}`;
}

export interface CreatedRun {
  readonly directory: string;
  readonly headerText: string;
}

/**
 * Creates the folder of a new run with its header and returns the folder and the header's text. A second run in the same
 * second gets a number behind its name. Throws the file system's error when nothing can be written there.
 */
export function createRun(runsFolder: string, header: Header, redact: Redact): CreatedRun {
  mkdirSync(runsFolder, { recursive: true });
  const name = runName(header.startedAt, header.plan.name);
  const headerText = `${redactedJson(header, redact, { indent: 2 })}\n`;
  for (let number = 1; ; number++) {
    const directory = join(runsFolder, number === 1 ? name : `${name}-${number}`);
    try {
      mkdirSync(directory);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') continue;
      throw error;
    }
    mkdirSync(join(directory, LOGS_FOLDER));
    writeWhole(join(directory, HEADER_FILE), headerText);
    return { directory, headerText };
  }
}

/** Replaces a file as a whole: readers see the old text or the new one, never a part. */
export function writeWhole(path: string, text: string): void {
  const temporary = `${path}.new`;
  try {
    writeFileSync(temporary, text, { flush: true });
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}
