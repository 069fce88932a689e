/**
 * A build of variants that somebody has written, for systems in any language: each is a file, a patch (`.patch`, `.diff`) or a
 * script (`.sh`) that is applied to a copy of its own. Nobody knows which leg reaches it, so each is put on all of them.
 */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import type { Build, Built, PlacedCopy } from './build.ts';
import type { Mutant } from './mutant.ts';
import { copyProject } from './project-copy.ts';

const MOST_LINES = 8;
const PATCHES = ['.patch', '.diff'];
const SCRIPT = '.sh';

/** Throws the file system's error. */
export function buildVariants(project: string, folder: string): Built {
  const names = readdirSync(folder)
    .filter((name) => [...PATCHES, SCRIPT].includes(extname(name)))
    .sort();
  if (names.length === 0) {
    const hint = 'put patches (a.patch, made by git diff) or scripts (b.sh) into it';
    return { ok: false, problem: `there is no variant in ${folder}`, hint };
  }
  const texts = new Map(names.map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
  const mutants = [...texts].map(([name, text]) => variantOf(name, text));
  const copied = copyProject(project);
  if (!copied.ok) return copied;
  const { copy: healthy } = copied;
  const build: Build = {
    mutants,
    files: [...new Set(mutants.map(({ file }) => file))],
    healthy,
    madeFrom: [...texts],
    reachedBy: () => names,
    copyFor: ({ id }) => placed(project, join(folder, id)),
    remove: () => healthy.remove(),
  };
  const problem = names.map((name) => check(join(folder, name), healthy.folder)).find((one) => one !== null);
  if (problem === undefined) return { ok: true, build };
  healthy.remove();
  return { ok: false, problem: problem ?? '', hint: 'make it anew: git diff > NAME.patch, in this folder' };
}

/** The file and the line that a patch changes first; of a script, itself. */
function variantOf(name: string, text: string): Mutant {
  const [, file = name] = (extname(name) === SCRIPT ? null : /^\+\+\+ (?:b\/)?(\S+)/m.exec(text)) ?? [];
  const [, line = '1'] = /^@@ -(\d+)/m.exec(text) ?? [];
  const changes = text.split('\n').filter((each) => /^[-+](?![-+]{2} )/.test(each));
  const lines = (changes.length > 0 ? changes : text.split('\n').filter((each) => /^[^#\s]/.test(each))).slice(
    0,
    MOST_LINES,
  );
  const start = { line: Number(line) - 1, column: 0 };
  return { id: name, file, operator: name, start, end: start, lines };
}

function placed(project: string, path: string): PlacedCopy {
  const copied = copyProject(project);
  if (!copied.ok) return copied;
  const { copy } = copied;
  const problem = extname(path) === SCRIPT ? run('sh', [path], copy.folder) : apply(path, copy.folder);
  if (problem === null) return { ok: true, copy, free: () => copy.remove() };
  copy.remove();
  return { ok: false, problem };
}

function check(path: string, folder: string): string | null {
  return extname(path) === SCRIPT ? null : apply(path, folder, '--check');
}

function apply(path: string, folder: string, ...how: readonly string[]): string | null {
  return run('git', ['apply', ...how, path], folder);
}

/** Null where it ended well. */
function run(program: string, args: readonly string[], folder: string): string | null {
  // The copy is no repository, and belongs to none around it.
  const env = { ...process.env, GIT_CEILING_DIRECTORIES: dirname(folder) };
  const { status, stderr, error } = spawnSync(program, args, { cwd: folder, env, encoding: 'utf8' });
  if (status === 0) return null;
  return `${args.at(-1)} cannot be applied: ${error?.message ?? stderr.trim().split('\n').at(-1)}`;
}
