/**
 * The runs in a folder as a person looks after them: when, of which plan, how they were judged last, how large; and their
 * removal. Nothing here reads a journal or judges. What has no readable header of a run is no run: it is not listed, and
 * never removed.
 */
import { existsSync, globSync, lstatSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Header } from './header.ts';
import { HEADER_FILE, isJournalFile, SCORECARD_FILE, SEAL_FILE } from './run-directory.ts';

export interface StoredRun {
  readonly name: string;
  readonly directory: string;
  readonly plan: string;
  /** ISO 8601. */
  readonly startedAt: string;
  /** As its scorecard says; null where it was never judged. */
  readonly readiness: string | null;
  readonly bytes: number;
  /** Not sealed, and written to a short while ago: a trial may still be at it. */
  readonly mayRun: boolean;
}

/** A trial writes to its journal every second; a machine that was suspended or is very busy gets its time. */
const QUIET_MS = 10 * 60_000;

/** The runs in a folder, the latest last; of a folder that is not there, none. */
export function storedRuns(folder: string, nowMs: number): StoredRun[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .flatMap((name) => storedRun(folder, name, nowMs) ?? [])
    .sort((a, b) => a.startedAt.localeCompare(b.startedAt) || a.name.localeCompare(b.name, 'en', { numeric: true }));
}

/** Removes a run with all that is in its folder; throws the file system's error. Whoever calls has it from `storedRuns`. */
export function removeRun({ directory }: StoredRun): void {
  rmSync(directory, { recursive: true });
}

function storedRun(folder: string, name: string, nowMs: number): StoredRun | null {
  const directory = join(folder, name);
  if (!lstatSync(directory).isDirectory()) return null; // nor is a link to one: what it leads to is not ours
  const header = readJson(join(directory, HEADER_FILE)) as Partial<Header> | null;
  if (typeof header?.plan?.name !== 'string' || Number.isNaN(Date.parse(header.startedAt ?? ''))) return null;
  const scorecard = readJson(join(directory, SCORECARD_FILE)) as { readiness?: unknown } | null;
  return {
    name,
    directory,
    plan: header.plan.name,
    startedAt: header.startedAt as string,
    readiness: typeof scorecard?.readiness === 'string' ? scorecard.readiness : null,
    bytes: bytesOf(directory),
    mayRun: !existsSync(join(directory, SEAL_FILE)) && nowMs - lastWrittenMs(directory) < QUIET_MS,
  };
}

function lastWrittenMs(directory: string): number {
  const files = readdirSync(directory).filter((file) => file === HEADER_FILE || isJournalFile(file));
  // A file that is packed meanwhile is gone under its plain name.
  return Math.max(...files.map((file) => lstatSync(join(directory, file), { throwIfNoEntry: false })?.mtimeMs ?? 0));
}

function bytesOf(directory: string): number {
  return globSync('**', { cwd: directory })
    .map((path) => lstatSync(join(directory, path), { throwIfNoEntry: false }))
    .reduce((sum, stats) => sum + (stats?.isFile() ? stats.size : 0), 0);
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return null; // not there, or not what we wrote
  }
}
