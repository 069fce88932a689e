/**
 * What one command costs: processor time, wall time and memory of the whole process tree, as the kernel counted them for
 * GNU time, while it is pinned to one core. Processor time has hundredths of a second, so runs last seconds.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Command } from './contender.ts';

/** The server has one core, the generator another, so that neither is measured with the other. */
export const SERVER_CORE = 0;
export const GENERATOR_CORE = 1;

const GNU_TIME = '/usr/bin/time';

export interface Cost {
  readonly cpuSeconds: number;
  readonly wallSeconds: number;
  /** Resident at most, of the largest process. */
  readonly maxRssBytes: number;
  readonly exitCode: number;
  /** What it printed on standard output, or wrote into its report. */
  readonly report: string;
}

/** Runs a command to its end in a folder of its own. Throws when it cannot be started, or is not done in time. */
export async function measure(command: Command, folder: string, limitSeconds: number): Promise<Cost> {
  const usageFile = join(folder, 'usage');
  const timed = ['--quiet', '--output', usageFile, '--format', '%U %S %e %M', ...pinned(GENERATOR_CORE, command.argv)];
  const child = spawn(GNU_TIME, timed, {
    cwd: folder,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const overdue = setTimeout(() => endGroup(child.pid), limitSeconds * 1000);
  try {
    const [output, complaint, [code]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, 'close') as Promise<[number | null]>,
    ]);
    if (code === null)
      throw new Error(`${command.argv.join(' ')} was not done within ${limitSeconds} s\n${output}${complaint}`);
    const report = command.report === undefined ? output : readReport(command.report, output + complaint);
    return { ...readUsage(readFileSync(usageFile, 'utf8')), exitCode: code, report };
  } finally {
    clearTimeout(overdue);
  }
}

/** A command on one core. */
export function pinned(core: number, argv: readonly string[]): string[] {
  return ['taskset', '--cpu-list', String(core), ...argv];
}

/** One line of `%U %S %e %M`. */
export function readUsage(line: string): Pick<Cost, 'cpuSeconds' | 'wallSeconds' | 'maxRssBytes'> {
  const [user, system, elapsed, kilobytes] = line.trim().split(' ').map(Number);
  if (user === undefined || system === undefined || elapsed === undefined || !kilobytes)
    throw new Error(`GNU time said ${JSON.stringify(line)}`);
  return { cpuSeconds: user + system, wallSeconds: elapsed, maxRssBytes: kilobytes * 1024 };
}

function readReport(file: string, printed: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    throw new Error(`no report was written; printed was:\n${printed}`);
  }
}

/** The command and what it started, which all are in its group. */
function endGroup(pid: number | undefined): void {
  if (pid !== undefined) process.kill(-pid, 'SIGKILL');
}
