/**
 * Whether a port is really dead after a kill, or silent after a pause. A signal that was sent shows neither: a part of the
 * system that could not be reached may still serve, and then the fault did not bite. The answers are sentences that name who
 * still answers.
 */
import type { Clock } from '../../std/clock.ts';
import { describeProcess, hasProcessTable, isStopped, readProcess } from './process-table.ts';
import { probeTcp } from './readiness.ts';
import { holdersOf } from './sockets.ts';

const PATIENCE_MS = 500;
const POLL_MS = 20;
const PROBE_MS = 500;

/** Who accepts connections at one of the ports of an instance that was killed; null when nobody does. */
export async function whoAccepts(ports: readonly number[], clock: Clock): Promise<string | null> {
  for (const port of ports) {
    if (await acceptsStill(port, clock)) return stillAnswered(port, (await holdersOf(port)).pids);
  }
  return null;
}

/**
 * Who could answer at one of the ports of an instance that was paused; null when all who hold them stand still.
 * `suspects` are looked at first: a look at all processes takes so long that a slow service could be taken for a silent one.
 */
export async function whoServes(ports: readonly number[], suspects: readonly number[]): Promise<string | null> {
  if (!hasProcessTable) return null;
  for (const port of ports) {
    const first = await holdersOf(port, suspects);
    const { pids, hidden } = first.hidden ? await holdersOf(port) : first;
    const awake = pids.filter((pid) => pid !== process.pid && runs(pid));
    if (awake.length > 0 || hidden) return stillAnswered(port, awake);
    if (pids.length === 0 && (await accepts(port))) return stillAnswered(port, []);
  }
  return null;
}

/** Every process that holds one of the ports now. */
export async function holdersOfAll(ports: readonly number[]): Promise<number[]> {
  const holders: number[] = [];
  for (const port of ports) holders.push(...(await holdersOf(port)).pids);
  return holders;
}

/** Asks again for a while, because the kernel needs a moment to close the sockets of dead processes. */
async function acceptsStill(port: number, clock: Clock): Promise<boolean> {
  for (let waitedMs = 0; await accepts(port); waitedMs += POLL_MS) {
    if (waitedMs >= PATIENCE_MS) return true;
    await clock.sleep(POLL_MS);
  }
  return false;
}

async function accepts(port: number): Promise<boolean> {
  return (await probeTcp('127.0.0.1', port, AbortSignal.timeout(PROBE_MS))).ok;
}

function runs(pid: number): boolean {
  const process = readProcess(pid);
  return process !== null && !isStopped(process);
}

function stillAnswered(port: number, pids: readonly number[]): string {
  const by = pids.map(describeProcess).join(' and ');
  if (by === '') return `port ${port} is still answered by a process that cannot be seen from here`;
  return `port ${port} is still answered by ${by}, which could not be reached as a descendant of the command`;
}
