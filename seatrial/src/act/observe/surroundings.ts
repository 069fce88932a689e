/** Where a trial runs: the machine and the commit, for the header of the run. Asked once, before anything is done. */
import { execFile } from 'node:child_process';
import { cpus, platform, release, totalmem } from 'node:os';
import { promisify } from 'node:util';
import { type Header, SCHEMA } from '../../evidence/header.ts';
import type { ResolvedPlan } from '../../plan/resolved.ts';
import { VERSION } from '../../std/version.ts';

const run = promisify(execFile);

function machine(): Header['machine'] {
  const processors = cpus();
  return {
    platform: `${platform()} ${release()}`,
    cpu: processors[0]?.model.trim() ?? 'unknown',
    cores: processors.length,
    memoryBytes: totalmem(),
    node: process.version,
  };
}

/** The commit checked out in a folder and whether files differ from it; null without git or outside a repository. */
async function gitState(folder: string): Promise<Header['git']> {
  try {
    const { stdout: commit } = await run('git', ['rev-parse', 'HEAD'], { cwd: folder, timeout: 5000 });
    const { stdout: changes } = await run('git', ['status', '--porcelain'], { cwd: folder, timeout: 5000 });
    return { commit: commit.trim(), dirty: changes.trim() !== '' };
  } catch {
    return null;
  }
}

/** The header of a run that starts now. */
export async function headerOf({ summary, actions }: ResolvedPlan, folder: string): Promise<Header> {
  const startedAt = new Date().toISOString();
  const git = await gitState(folder);
  return { schema: SCHEMA, seatrial: VERSION, plan: summary, seed: actions.seed, startedAt, git, machine: machine() };
}
