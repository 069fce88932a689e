/** Finds the run a person means: a folder, the name of one below `.seatrial/runs`, or the latest. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { HEADER_FILE } from '../evidence/run-directory.ts';

/** Where runs are kept, from the folder that a person is in. */
export const RUNS = join('.seatrial', 'runs');

export type FoundRun = { ok: true; directory: string } | { ok: false; problem: string; hint: string };

/** @param name a path, a run's name, or `latest`. */
export function findRun(name: string): FoundRun {
  const known = knownRuns();
  const candidates = name === 'latest' ? known.slice(-1).map((run) => join(RUNS, run)) : [name, join(RUNS, name)];
  const directory = candidates.find((candidate) => existsSync(join(candidate, HEADER_FILE)));
  if (directory !== undefined) return { ok: true, directory: relative('.', directory) || '.' };
  const problem = name === 'latest' ? `there is no run below ${RUNS}` : `there is no run '${name}'`;
  const hint =
    known.length === 0 ? 'make one with `npx seatrial run`' : `the latest are: ${known.slice(-3).join(', ')}`;
  return { ok: false, problem, hint };
}

/** Runs by age, the latest last. */
function knownRuns(): string[] {
  if (!existsSync(RUNS)) return [];
  return readdirSync(RUNS)
    .filter((run) => existsSync(join(RUNS, run, HEADER_FILE)))
    .sort((a, b) => startedMs(a) - startedMs(b) || a.localeCompare(b, 'en', { numeric: true }));
}

function startedMs(run: string): number {
  return statSync(join(RUNS, run, HEADER_FILE)).mtimeMs;
}
