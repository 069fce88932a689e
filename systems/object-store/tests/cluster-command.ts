/** The command that starts a whole cluster on this machine, for tests: its folder, its processes, and that none of them is left. */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { type StoreProcess, startCommand } from './store-process.ts';

export const command = 'cluster.ts';

export async function startCluster(t: TestContext, dataDirectory: string, servers = 3): Promise<StoreProcess> {
  return startCommand(t, command, dataDirectory, { args: ['--servers', `${servers}`] });
}

export async function folder(t: TestContext): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'object-store-cluster-'));
  t.after(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

/** By name, from the log. */
export function pidsOf(cluster: StoreProcess): ReadonlyMap<string, number> {
  const started = cluster.log().matchAll(/"process":"(\w+)","pid":(\d+),"msg":"started a process"/g);
  return new Map([...started].map(([, name = '', pid]) => [name, Number(pid)]));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

export async function allGone(cluster: StoreProcess, withinMs: number): Promise<void> {
  for (let waitedMs = 0; [...pidsOf(cluster).values()].some(isAlive); waitedMs += 50) {
    assert.ok(waitedMs < withinMs, 'no process is left');
    await sleep(50);
  }
}
