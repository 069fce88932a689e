/**
 * A copy of a person's project, in which files can be changed and trials run while the project is left alone. Packages are
 * not copied but linked; a link that leads into the project (a workspace) leads into the copy.
 */
import {
  constants,
  copyFileSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, sep } from 'node:path';
import { digestOf, sha256 } from '../std/digest.ts';

/** Not part of what is put on trial. */
const LEFT_OUT = new Set(['.git', '.seatrial']);
const PACKAGES = 'node_modules';
/** What every copy's name begins with; then comes the process that made it. */
const COPIES = 'seatrial-power-';

export interface ProjectCopy {
  readonly folder: string;
  /** Of every file that was copied, and its name. */
  readonly digest: string;
  /** Where a path lies in the copy; the path itself where it is not the project's own. */
  at(path: string): string;
  remove(): void;
}

/** Throws the file system's error. */
export function copyProject(project: string): ProjectCopy {
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
      if (entry.isSymbolicLink()) link(source, target, at);
      else if (entry.name === PACKAGES) linkPackages(source, target, at);
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
    throw error;
  }
  return { folder, digest: digestOf(digests.sort(([a], [b]) => (a < b ? -1 : 1))), at, remove };
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

/** Each package as a link of its own, those with a scope too; programs as they are linked to packages. */
function linkPackages(from: string, to: string, at: At): void {
  mkdirSync(to);
  for (const name of readdirSync(from)) {
    const [source, target] = [join(from, name), join(to, name)];
    if (name === '.bin') linkPrograms(source, target, at);
    else if (name.startsWith('@') && !lstatSync(source).isSymbolicLink()) linkPackages(source, target, at);
    else link(source, target, at);
  }
}

function linkPrograms(from: string, to: string, at: At): void {
  mkdirSync(to);
  for (const name of readdirSync(from)) {
    const source = join(from, name);
    if (lstatSync(source).isSymbolicLink()) symlinkSync(readlinkSync(source), join(to, name));
    else link(source, join(to, name), at);
  }
}

function link(from: string, to: string, at: At): void {
  try {
    symlinkSync(at(realpathSync(from)), to);
  } catch (error) {
    // It leads nowhere: nobody can need it.
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}
