/**
 * A copy of a person's project, in which files can be changed and trials run while the project is left alone. Packages are
 * not copied but linked, to be read only. A link that leads into the project (a workspace) leads into the copy; with one that
 * leads out of it there is no copy, since what is written through it would be written to the person's files.
 */
import {
  constants,
  copyFileSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { isAbsolute, join, relative, sep } from 'node:path';
import { digestOf, sha256 } from '../std/digest.ts';

/** Not part of what is put on trial. */
const LEFT_OUT = new Set(['.git', '.seatrial']);
const PACKAGES = 'node_modules';
/** What every copy's name begins with; then comes the process that made it. */
const COPIES = 'seatrial-power-';
const HINT = 'put the files into the project, or run power in the folder above';

export interface ProjectCopy {
  readonly folder: string;
  /** Of every file that was copied, and its name. */
  readonly digest: string;
  /** Where a path lies in the copy; the path itself where it is not the project's own. */
  at(path: string): string;
  remove(): void;
}

export type Copied = { ok: true; copy: ProjectCopy } | { ok: false; problem: string; hint: string };

/** Throws the file system's error. */
export function copyProject(project: string): Copied {
  const root = realpathSync(project);
  sweep();
  const folder = realpathSync(mkdtempSync(join(tmpdir(), `${COPIES}${process.pid}-`)));
  const at = (path: string): string => {
    const inside = relative(root, path);
    return inside.split(sep).some((part) => part === '..' || part === PACKAGES) ? path : join(folder, inside);
  };
  const digests: [string, string][] = [];
  const copy = (from: string, to: string): void => {
    mkdirSync(to, { recursive: true });
    for (const entry of readdirSync(from, { withFileTypes: true })) {
      const [source, target] = [join(from, entry.name), join(to, entry.name)];
      if (LEFT_OUT.has(entry.name)) continue;
      if (entry.name === PACKAGES && isFolder(source)) linkPackages(realpathSync(source), target, at);
      else if (entry.isSymbolicLink()) linkInside(root, source, target, at);
      else if (entry.isDirectory()) copy(source, target);
      else if (entry.isFile()) {
        copyFileSync(source, target, constants.COPYFILE_FICLONE);
        digests.push([relative(root, source), sha256(readFileSync(source))]);
      }
    }
  };
  const remove = (): void => rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  try {
    copy(root, folder);
  } catch (error) {
    remove();
    if (!(error instanceof LeadsOut)) throw error;
    return { ok: false, problem: error.message, hint: HINT };
  }
  const digest = digestOf(digests.sort(([a], [b]) => (a < b ? -1 : 1)));
  return { ok: true, copy: { folder, digest, at, remove } };
}

/** A link that leads out of the project. */
class LeadsOut extends Error {
  constructor(name: string) {
    super(`${name} is a link that leads out of the project; what a mutant writes would go through it`);
  }
}

/** Removes the copies of processes that died before they could. */
function sweep(): void {
  for (const name of readdirSync(tmpdir()).filter((each) => each.startsWith(COPIES))) {
    const owner = Number(/^\d+/.exec(name.slice(COPIES.length))?.[0]);
    if (owner > 0 && !lives(owner)) rmSync(join(tmpdir(), name), { recursive: true, force: true, maxRetries: 3 });
  }
}

function lives(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

type At = ProjectCopy['at'];

/** Each package and each program as a link of its own, those of a scope too. */
function linkPackages(from: string, to: string, at: At): void {
  mkdirSync(to);
  for (const name of readdirSync(from)) {
    const [source, target] = [join(from, name), join(to, name)];
    const holdsMore = name === '.bin' || name.startsWith('@');
    if (holdsMore && !lstatSync(source).isSymbolicLink()) linkPackages(source, target, at);
    else link(source, target, at);
  }
}

/** One of the project's own. */
function linkInside(root: string, from: string, to: string, at: At): void {
  const real = leadsTo(from);
  if (real === null) return;
  if (isOutside(root, real)) throw new LeadsOut(relative(root, from));
  symlinkSync(at(real), to);
}

/** Nothing where it leads nowhere: nobody can need that. */
function link(from: string, to: string, at: At): void {
  const real = leadsTo(from);
  if (real !== null) symlinkSync(at(real), to);
}

/** Null where it leads nowhere. */
function leadsTo(path: string): string | null {
  try {
    return realpathSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return null;
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

/** Of real paths. */
export function isOutside(folder: string, path: string): boolean {
  const inside = relative(folder, path);
  return inside.split(sep)[0] === '..' || isAbsolute(inside);
}
