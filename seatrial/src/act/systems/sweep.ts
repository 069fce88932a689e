/**
 * Undoes what dead trials left behind, at the start of the next one: each lease whose owner is dead is undone, recorded
 * and removed. What has left its group is found by its mark. Leases of living owners are left alone; a file that cannot be read is moved aside, never guessed at.
 * One that was being written when its owner was killed (`.json.part`) is treated alike, unless it is so new that somebody may be writing it.
 */
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Emit } from '../../evidence/emit.ts';
import { type Clock, systemClock } from '../../std/clock.ts';
import { type LeaseRecord, parseLease, type Undo } from './lease.ts';
import { Members } from './members.ts';
import { birthOf, bornSinceBoot, groupIsAlive, hasProcessTable, readProcess, sendTo } from './process-table.ts';

const KILL_PATIENCE_MS = 2000;
/** Nobody takes longer to write a lease. */
const WRITTEN_WITHIN_MS = 10_000;
const BY_HAND = 'nothing: only the code of its plan can undo it, and that ended with its trial; undo it by hand';

/** Goes through every lease file of the folder; a missing folder is an empty one. */
export async function sweepLeases(leaseFolder: string, emit: Emit, clock: Clock = systemClock()): Promise<void> {
  if (!existsSync(leaseFolder)) return;
  for (const file of readdirSync(leaseFolder).filter((name) => /\.json(?:\.part)?$/.test(name))) {
    const path = join(leaseFolder, file);
    const text = readIfThere(path);
    if (text === undefined) continue; // its owner has just undone it
    const lease = parseLease(text);
    if (!lease) {
      if (file.endsWith('.part') && isNew(path)) continue;
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

/** A file that is gone has just been renamed by its writer. */
function isNew(path: string): boolean {
  const file = statSync(path, { throwIfNoEntry: false });
  return file === undefined || Date.now() - file.mtimeMs < WRITTEN_WITHIN_MS;
}

function ownerLives({ ownerPid, ownerStart }: LeaseRecord): boolean {
  if (ownerStart !== null) return birthOf(ownerPid) === ownerStart;
  try {
    return process.kill(ownerPid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

async function undo(undo: Undo, clock: Clock): Promise<string> {
  if (undo.kind === 'by-hand') return BY_HAND;
  const { kind, pgid, leaderStart } = undo;
  if (!hasProcessTable || leaderStart === null) {
    return `nothing: this system cannot tell whether group ${pgid} is still the same; look at it yourself`;
  }
  const isSame = isSameGroup(pgid, leaderStart);
  const members = new Members(undo, isSame);
  const who = isSame ? `group ${pgid}` : `what group ${pgid} had started`;
  if (members.living().length === 0) return `nothing: group ${pgid} had already ended`;
  if (kind === 'resume-group') {
    for (const member of members.living()) sendTo(member, 'SIGCONT');
    return `${who} resumed`;
  }
  for (let waitedMs = 0; ; waitedMs += 10) {
    const left = members.living();
    if (left.length === 0) return `${who} killed`;
    if (waitedMs >= KILL_PATIENCE_MS) return `${who} was sent SIGKILL and has not ended yet`;
    for (const member of left) sendTo(member, 'SIGKILL');
    await clock.sleep(10);
  }
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
