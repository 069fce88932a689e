/**
 * The seal: digests of everything a run recorded, written last. A run with a seal is complete; one without was cut off.
 * `verifyRun` answers whether the files are still those that were sealed and whether the chain holds.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { sha256 } from '../std/digest.ts';
import { SCHEMA } from './header.ts';
import type { LogKept } from './records.ts';
import {
  FINDINGS_FILE,
  HEADER_FILE,
  isJournalFile,
  LOGS_FOLDER,
  REPORT_FILE,
  SCORECARD_FILE,
  SEAL_FILE,
  writeWhole,
} from './run-directory.ts';

export interface Seal {
  readonly schema: number;
  /** The name of the run's folder when it was sealed; what reports call it, wherever it lies now. Absent in older seals. */
  readonly run?: string;
  readonly records: number;
  /** The hash of the last record. */
  readonly head: string;
  /** SHA-256 of each file, by its path within the run. */
  readonly files: Readonly<Record<string, string>>;
}

/** Seals a run whose journal is closed. */
export function sealRun(directory: string, journal: { records: number; head: string }): Seal {
  const files = Object.fromEntries(sealedFiles(directory).map((name) => [name, digestOfFile(directory, name)]));
  const run = basename(resolve(directory));
  const seal: Seal = { schema: SCHEMA, run, records: journal.records, head: journal.head, files };
  writeWhole(join(directory, SEAL_FILE), `${JSON.stringify(seal, null, 2)}\n`);
  return seal;
}

/** The seal of a run, or null when it was never sealed. Throws a sentence when the file is not a seal. */
export function readSeal(directory: string): Seal | null {
  const path = join(directory, SEAL_FILE);
  if (!existsSync(path)) return null;
  try {
    const seal = JSON.parse(readFileSync(path, 'utf8')) as Seal;
    if (typeof seal.head === 'string' && typeof seal.records === 'number' && seal.files) return seal;
  } catch {
    // Falls through: a seal that cannot be read is reported the same way as one with parts missing.
  }
  throw new Error(`${SEAL_FILE} is damaged: it is not a seal`);
}

/** What no longer agrees with the seal, one sentence each; empty when everything does. */
export function brokenBySeal(directory: string, seal: Seal): string[] {
  const present = new Set(sealedFiles(directory));
  const problems = Object.entries(seal.files).flatMap(([name, digest]) => {
    if (!present.has(name)) return [`${name} is missing; it was there when the run was sealed`];
    return digestOfFile(directory, name) === digest ? [] : [`${name} was changed after the run was sealed`];
  });
  const added = [...present].filter((name) => !(name in seal.files));
  return [...problems, ...added.map((name) => `${name} was added after the run was sealed`)];
}

/**
 * What no longer agrees with the journal's own digests of the logs, one sentence each. They stand under the hash of the last
 * record, so a seal that was made anew does not help. Nothing where the journal has none, as older ones.
 */
export function brokenByJournal(directory: string, kept: readonly LogKept[]): string[] {
  if (kept.length === 0) return [];
  const present = new Set(sealedFiles(directory));
  const problems = kept.flatMap(({ file, sha256 }) => {
    if (!present.has(file)) return [`${file} is missing; the journal has its digest`];
    return digestOfFile(directory, file) === sha256 ? [] : [`${file} is not the log whose digest is in the journal`];
  });
  const known = new Set(kept.map(({ file }) => file));
  const logs = [...present].filter((name) => name.startsWith(`${LOGS_FOLDER}/`));
  return [...problems, ...logs.filter((name) => !known.has(name)).map((name) => `the journal knows no ${name}`)];
}

/** Files in the folder of a run that are no part of it. */
export function strangersIn(directory: string): string[] {
  const own = new Set([HEADER_FILE, SEAL_FILE, FINDINGS_FILE, SCORECARD_FILE, REPORT_FILE, LOGS_FOLDER]);
  return readdirSync(directory)
    .filter((name) => !own.has(name) && !isJournalFile(name))
    .sort();
}

function sealedFiles(directory: string): string[] {
  const journals = readdirSync(directory).filter(isJournalFile).sort();
  const logs = existsSync(join(directory, LOGS_FOLDER)) ? readdirSync(join(directory, LOGS_FOLDER)).sort() : [];
  return [HEADER_FILE, ...journals, ...logs.map((name) => `${LOGS_FOLDER}/${name}`)];
}

function digestOfFile(directory: string, name: string): string {
  return sha256(readFileSync(join(directory, name)));
}
