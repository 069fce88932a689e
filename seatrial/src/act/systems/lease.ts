/**
 * Lease files: what must be undone if Seatrial dies, written before it is done and removed once it is undone. A file whose
 * owner is dead is the task of `sweep.ts` at the next start. Written aside and renamed, so a reader never sees half of one.
 */
import { randomUUID } from 'node:crypto';
import { constants, mkdirSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
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

/** `by-hand`: by code of the plan that ended with its trial, so that a person must do it. */
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

/** The file of a lease that is written soon, open for reading; `folder` is made where it is missing. */
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

/** The lease in a file's text; undefined when it is torn or not one of ours. */
export function parseLease(text: string): LeaseRecord | undefined {
  try {
    const lease = JSON.parse(text) as LeaseRecord;
    const owned = isPid(lease.ownerPid) && isBirth(lease.ownerStart) && typeof lease.what === 'string';
    return owned && (lease.undo.kind === 'by-hand' || isOfGroup(lease.undo)) ? lease : undefined;
  } catch {
    return undefined;
  }
}

/** To signal group 0 or 1 would mean ourselves or everybody: no lease of ours says that. */
function isOfGroup({ kind, pgid, leaderStart, mark }: Exclude<Undo, { kind: 'by-hand' }>): boolean {
  const known = kind === 'kill-group' || kind === 'resume-group';
  return known && isPid(pgid) && pgid > 1 && isBirth(leaderStart) && (mark === undefined || isMark(mark));
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
