/**
 * The client: one of the plans here, run by Seatrial as a process of its own; what it did is read from its evidence. It says how
 * busy its own core was, because a client that is at its limit measures itself.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Assessment } from 'seatrial';
import { inFolder } from '../load/attempt.ts';
import { quantileUs } from '../load/quantile.ts';
import { runIn } from '../load/seatrial.ts';
import { type FilesJob, MEASURED, type ObjectsJob } from './plans/job.ts';

const PROGRAM = join(import.meta.dirname, '..', '..', 'seatrial', 'bin', 'seatrial.mjs');
const PLANS = join(import.meta.dirname, 'plans');
const LIMIT_MS = 6 * 60_000;

export interface Done {
  readonly count: number;
  readonly failed: number;
  /** From the start of the measured phase to its last answer. */
  readonly seconds: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Share of the client's core that its load took. */
  readonly clientCpu: number;
}

/** Runs the job's plan on the cores. Throws when the plan did not run at all. */
export function runClient(plan: 'objects', job: ObjectsJob, cores: string): Promise<Done>;
export function runClient(plan: 'files', job: FilesJob, cores: string): Promise<Done>;
export function runClient(plan: 'objects' | 'files', job: ObjectsJob | FilesJob, cores: string): Promise<Done> {
  return inFolder(async (folder) => {
    const argv = ['taskset', '--cpu-list', cores, process.execPath, PROGRAM, 'run', join(PLANS, `${plan}.ts`)];
    const [program = '', ...rest] = [...argv, '--workers', '1'];
    const child = spawn(program, rest, {
      cwd: folder,
      env: { ...process.env, BENCH_JOB: JSON.stringify(job) },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const overdue = setTimeout(() => child.kill('SIGKILL'), LIMIT_MS);
    const [printed, complaint] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
    clearTimeout(overdue);
    try {
      return readDone(runIn(folder));
    } catch (error) {
      throw new Error(`${plan} did not run: ${(error as Error).message}\n${printed}${complaint}`);
    }
  });
}

export function readDone({ run }: Assessment): Done {
  const windows = run.ledger.of('window').filter(({ phase, step }) => phase === MEASURED && step !== 'iteration');
  const health = run.ledger.of('generator').filter(({ phase }) => phase === MEASURED);
  // Windows begin with the first answer in them, and a long upload has none for a while.
  const fromUs = Math.min(...health.map((window) => window.fromUs));
  const toUs = Math.max(...windows.map((window) => window.toUs));
  const times = windows.map(({ response }) => response);
  const cpuUs = health.reduce((sum, { cpu, ...window }) => sum + cpu * (window.toUs - window.fromUs), 0);
  return {
    count: windows.reduce((sum, { count }) => sum + count, 0),
    failed: windows.reduce((sum, { failed }) => sum + failed, 0),
    seconds: (toUs - fromUs) / 1e6,
    p50Ms: quantileUs(times, 0.5) / 1000,
    p99Ms: quantileUs(times, 0.99) / 1000,
    clientCpu: cpuUs / health.reduce((sum, window) => sum + window.toUs - window.fromUs, 0),
  };
}
