/**
 * Lease files: what must be undone if Seatrial dies, written before it is done and removed once it is undone. A file whose
 * owner is dead is the task of `sweep.ts` at the next start. Written aside and renamed, so a reader never sees half of one.
 */
import { randomUUID } from 'node:crypto';
import { constants, mkdirSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../../std/clock.ts';
import { birthOf } from './process-table.ts';

/**
 * How the processes of an instance are found: by their group, with the birth of its leader (`birthOf`) so that a recycled pid
 * is not taken for it, and by the mark in the environment of all that the leader started.
 */
export interface LeasedGroup {
  pgid: number;
  leaderStart: string | null;
  /** A UUID, and the id of the lease of the instance itself. Absent in leases of version 0.1. */
  mark?: string;
}

/** What the next trial undoes for a dead one; `act/undoers.ts` knows how. `by-hand`: only code of the plan could undo it. */
export type Undo = (({ kind: 'kill-group' } | { kind: 'resume-group' }) & LeasedGroup) | { kind: 'by-hand' };

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

/** Opens the file of a lease before it is written; `folder` is made where it is missing. */
export function beginLease(folder: string, id: string): { descriptor: number; abandon: () => void } {
  mkdirSync(folder, { recursive: true });
  const path = `${leasePath(folder, id)}.part`;
  const descriptor = openSync(path, constants.O_RDONLY | constants.O_CREAT, 0o600);
  return { descriptor, abandon: () => rmSync(path, { force: true }) };
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

/** How one kind of undoing is read from a lease and done. */
export interface Undoer<U extends Undo> {
  /** Whether it may be done: a lease file may be torn, or written by another program. */
  isWhole(undo: U): boolean;
  /** Does it and says what was done. */
  undo(undo: U, clock: Clock): Promise<string>;
}

export type Undoers = { readonly [K in Undo['kind']]: Undoer<Extract<Undo, { kind: K }>> };

/** The lease in a file's text; null when it is torn or not one of ours. */
export function parseLease(text: string, undoers: Undoers): LeaseRecord | null {
  try {
    const lease = JSON.parse(text) as LeaseRecord;
    const owned = isPid(lease.ownerPid) && isBirth(lease.ownerStart) && typeof lease.what === 'string';
    if (!owned || !Object.hasOwn(undoers, lease.undo.kind)) return null;
    const undoer: Undoer<Undo> = undoers[lease.undo.kind] as Undoer<Undo>;
    return undoer.isWhole(lease.undo) ? lease : null;
  } catch {
    return null;
  }
}

export function isPid(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) > 0;
}

export function isBirth(value: unknown): boolean {
  return value === null || typeof value === 'string';
}
