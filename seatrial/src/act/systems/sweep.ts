/**
 * Undoes what dead trials left behind, at the start of the next one. Each lease whose owner is dead is undone, as the table
 * of undoers says, recorded and removed. Leases of living owners are left alone. A file that cannot be read is moved aside. The
 * same goes for one that was being written when its owner was killed (`.json.part`), unless it is so new that its owner may
 * still be writing it.
 */
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Emit } from '../../evidence/emit.ts';
import { type Clock, systemClock } from '../../std/clock.ts';
import { type LeaseRecord, parseLease, type Undo, type Undoer, type Undoers } from './lease.ts';
import { birthOf } from './process-table.ts';

/** A lease is written in less time than this. */
const WRITTEN_WITHIN_MS = 10_000;

/** Goes through every lease file of the folder; a missing folder is an empty one. */
export async function sweepLeases(
  leaseFolder: string,
  undoers: Undoers,
  emit: Emit,
  clock: Clock = systemClock(),
): Promise<void> {
  if (!existsSync(leaseFolder)) return;
  for (const file of readdirSync(leaseFolder).filter((name) => /\.json(?:\.part)?$/.test(name))) {
    const path = join(leaseFolder, file);
    const text = readIfThere(path);
    if (text === null) continue; // its owner has just undone it
    const lease = parseLease(text, undoers);
    if (lease === null) {
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
    const undoer = undoers[lease.undo.kind] as Undoer<Undo>;
    const done = await undoer.undo(lease.undo, clock);
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

function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
