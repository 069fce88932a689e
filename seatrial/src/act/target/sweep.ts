/**
 * Undoes what dead trials left behind, at the start of the next one: each lease whose owner is dead is undone, recorded
 * and removed. Leases of living owners are left alone; a file that cannot be read is moved aside, never guessed at.
 */
import { existsSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Clock, systemClock } from '../../std/clock.ts';
import type { Emit } from './emit.ts';
import { type LeaseRecord, parseLease, type Undo } from './lease.ts';
import { birthOf, bornSinceBoot, groupIsAlive, hasProcessTable, readProcess, sendToGroup } from './process-table.ts';

const KILL_PATIENCE_MS = 2000;

/** Goes through every lease file of the folder; a missing folder is an empty one. */
export async function sweepLeases(leaseFolder: string, emit: Emit, clock: Clock = systemClock()): Promise<void> {
  if (!existsSync(leaseFolder)) return;
  for (const file of readdirSync(leaseFolder).filter((name) => name.endsWith('.json'))) {
    const path = join(leaseFolder, file);
    const text = readIfThere(path);
    if (text === undefined) continue; // its owner has just undone it
    const lease = parseLease(text);
    if (!lease) {
      renameSync(path, `${path}.unreadable`);
      emit({
        kind: 'lease-swept',
        lease: file,
        what: 'a torn or foreign lease file',
        done: 'moved aside, nothing undone',
      });
      continue;
    }
    if (ownerLives(lease)) continue;
    const done = await undo(lease.undo, clock);
    rmSync(path, { force: true });
    emit({ kind: 'lease-swept', lease: lease.id, what: lease.what, done });
  }
}

function ownerLives({ ownerPid, ownerStart }: LeaseRecord): boolean {
  if (ownerStart !== null) return birthOf(ownerPid) === ownerStart;
  try {
    return process.kill(ownerPid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

async function undo({ kind, pgid, leaderStart }: Undo, clock: Clock): Promise<string> {
  if (!hasProcessTable || leaderStart === null) {
    return `nothing: this system cannot tell whether group ${pgid} is still the same; look at it yourself`;
  }
  if (!isSameGroup(pgid, leaderStart)) return `nothing: group ${pgid} had already ended`;
  if (kind === 'resume-group') {
    sendToGroup(pgid, 'SIGCONT');
    return `group ${pgid} resumed`;
  }
  sendToGroup(pgid, 'SIGKILL');
  for (let waitedMs = 0; groupIsAlive(pgid); waitedMs += 10) {
    if (waitedMs >= KILL_PATIENCE_MS) return `group ${pgid} was sent SIGKILL and has not ended yet`;
    await clock.sleep(10);
  }
  return `group ${pgid} killed`;
}

/** A pid is not given away while a group bears its number, so a group without its leader is still the same one. */
function isSameGroup(pgid: number, leaderStart: string): boolean {
  if (readProcess(pgid)) return birthOf(pgid) === leaderStart;
  return bornSinceBoot(leaderStart) && groupIsAlive(pgid);
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
