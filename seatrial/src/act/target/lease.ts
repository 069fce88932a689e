/**
 * Lease files: what must be undone if Seatrial dies, written before it is done and removed once it is undone. A file whose
 * owner is dead is the task of `sweep.ts` at the next start. Written aside and renamed, so a reader never sees half of one.
 */
import { randomUUID } from 'node:crypto';
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { birthOf } from './process-table.ts';

/**
 * What an instance is found by: its process group with the birth of the leader (`birthOf`), so that a recycled pid is not
 * taken for it, and the mark in the environment of all that the leader started.
 */
export interface LeasedGroup {
  pgid: number;
  leaderStart: string | null;
  /** A UUID, and the id of the lease of the instance itself. Absent in leases of version 0.1. */
  mark?: string;
}

export type Undo = ({ kind: 'kill-group' } | { kind: 'resume-group' }) & LeasedGroup;

export interface LeaseRecord {
  id: string;
  ownerPid: number;
  ownerStart: string | null;
  /** In words, for the person who finds it: `api 1 runs`. */
  what: string;
  undo: Undo;
}

/** Where the lease of that id lies. */
export function leasePath(folder: string, id: string): string {
  return join(folder, `${id}.json`);
}

export class Lease {
  readonly id: string;
  readonly path: string;

  /** Writes the file; `folder` is made where it is missing. */
  constructor(folder: string, what: string, undo: Undo, id: string = randomUUID()) {
    this.id = id;
    const record: LeaseRecord = { id: this.id, ownerPid: process.pid, ownerStart: birthOf(process.pid), what, undo };
    this.path = leasePath(folder, id);
    mkdirSync(folder, { recursive: true });
    writeFileSync(`${this.path}.part`, JSON.stringify(record));
    renameSync(`${this.path}.part`, this.path);
  }

  /** Call once undone; calling it again does nothing. */
  remove(): void {
    rmSync(this.path, { force: true });
  }
}

/** The lease in a file's text; undefined when it is torn or not one of ours. */
export function parseLease(text: string): LeaseRecord | undefined {
  try {
    const lease = JSON.parse(text) as LeaseRecord;
    const known = lease.undo.kind === 'kill-group' || lease.undo.kind === 'resume-group';
    // To signal group 0 or 1 would mean ourselves or everybody: no lease of ours says that.
    const numbers = isPid(lease.ownerPid) && isPid(lease.undo.pgid) && lease.undo.pgid > 1;
    const births = isBirth(lease.ownerStart) && isBirth(lease.undo.leaderStart);
    const marked = lease.undo.mark === undefined || isMark(lease.undo.mark);
    return known && numbers && births && marked && typeof lease.what === 'string' ? lease : undefined;
  } catch {
    return undefined;
  }
}

function isPid(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) > 0;
}

/** A mark that is no UUID could be a part of anybody's environment. */
function isMark(value: unknown): boolean {
  return typeof value === 'string' && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(value);
}

function isBirth(value: unknown): boolean {
  return value === null || typeof value === 'string';
}
