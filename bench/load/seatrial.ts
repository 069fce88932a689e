/**
 * Seatrial as a contender: the command line runs a plan in a folder of its own, as a whole process with its start, its
 * journal, its seal and its judging, and what it did is read from its evidence through the public entry.
 */
import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Assessment, judgeRun } from 'seatrial';
import type { Command, Contender, Job, Reading } from './contender.ts';
import { quantileUs } from './quantile.ts';

const PROGRAM = join(import.meta.dirname, '..', '..', 'seatrial', 'bin', 'seatrial.mjs');
const PLANS = join(import.meta.dirname, 'plans');

type Plan = 'fixed' | 'scripted' | 'paced' | 'ramped' | 'idle' | 'hashing';

/** The command that runs one of the plans here; run it in an empty folder. */
export function seatrialCommand(plan: Plan, job: Job, users = 0): Command {
  const settings = {
    url: job.url,
    seconds: job.seconds,
    ...(['paced', 'ramped'].includes(plan) && { rate: job.ratePerSecond }),
    ...(plan === 'idle' && { users }),
  };
  const set = Object.entries(settings).flatMap(([name, value]) => ['--set', `${name}=${value}`]);
  return { argv: [process.execPath, PROGRAM, 'run', join(PLANS, `${plan}.ts`), ...set] };
}

/** The only run below a folder. */
export function runIn(folder: string): Assessment {
  const runs = join(folder, '.seatrial', 'runs');
  const [name = ''] = readdirSync(runs);
  const judged = judgeRun(join(runs, name));
  if (!judged.ok) throw new Error(judged.problems.join('; '));
  return judged.assessment;
}

/** What a run did in its requests. */
export function readRun({ run }: Assessment): Reading {
  const requests = run.ledger.of('window').filter(({ step }) => step !== 'iteration');
  const times = requests.map(({ response }) => response);
  return {
    done: requests.reduce((sum, { count }) => sum + count, 0),
    failed: requests.reduce((sum, { failed }) => sum + failed, 0),
    p50Ms: quantileUs(times, 0.5) / 1000,
    p99Ms: quantileUs(times, 0.99) / 1000,
  };
}

/**
 * Processor microseconds a request costs once the process is warm: by Seatrial's own account of itself in the load phase,
 * without its first second, and without starting, sealing and judging.
 */
export function steadyCpuUs({ run }: Assessment): number {
  const health = run.ledger.of('generator').slice(1);
  const fromUs = health[0]?.fromUs ?? Number.POSITIVE_INFINITY;
  const cpuUs = health.reduce((sum, { cpu, fromUs, toUs }) => sum + cpu * (toUs - fromUs), 0);
  const requests = run.ledger.of('window').filter((window) => window.step !== 'iteration' && window.fromUs >= fromUs);
  return cpuUs / requests.reduce((sum, { count }) => sum + count, 0);
}

/** The scripted journey, or the fixed request; paced, both are the same. `steadyUs` has one figure for each run read. */
export function seatrialContender(plan: 'scripted' | 'fixed'): Contender & { steadyUs: number[] } {
  const steadyUs: number[] = [];
  return {
    name: `Seatrial, ${plan === 'fixed' ? 'fixed request' : 'scripted'}`,
    version: execFileSync(process.execPath, [PROGRAM, '--version'], { encoding: 'utf8' }).trim(),
    does: plan === 'fixed' ? 'one fixed request' : 'two checks, JSON parsed',
    steadyUs,
    command: (job) => seatrialCommand(job.ratePerSecond === null ? plan : 'paced', job),
    read: (_, folder) => {
      const assessment = runIn(folder);
      steadyUs.push(steadyCpuUs(assessment));
      return readRun(assessment);
    },
  };
}
