/** A build with every mutant in it, each behind a switch: one copy serves for all. The sources have to be JavaScript or TypeScript. */
import { globSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import type { Built } from './build.ts';
import { instrument, type SourceText } from './instrument.ts';
import { copyProject, isOutside, type ProjectCopy } from './project-copy.ts';
import { reachedOf } from './reached.ts';

/**
 * @param project its folder
 * @param mutate patterns of files, from that folder; `!` before one leaves its files out
 */
export async function buildSwitched(project: string, mutate: readonly string[]): Promise<Built> {
  const copied = copyProject(project);
  if (!copied.ok) return copied;
  const { copy } = copied;
  try {
    const built = await switchedIn(copy, mutate);
    if (!built.ok) copy.remove();
    return built;
  } catch (error) {
    copy.remove();
    throw error;
  }
}

async function switchedIn(copy: ProjectCopy, mutate: readonly string[]): Promise<Built> {
  const sources = sourcesOf(copy.folder, mutate);
  if (sources.length === 0) {
    const hint = 'name files from this folder, such as --mutate "src/**/*.ts"; tests are left out';
    return { ok: false, problem: `${mutate.join(' ')} names no source file`, hint };
  }
  const made = await instrument(sources);
  if (!made.ok) return made;
  const { mutants, files } = made;
  for (const { file, text } of files) writeFileSync(join(copy.folder, file), text);
  const build = {
    mutants,
    files: sources.map(({ file }) => file),
    healthy: copy,
    // Their numbers are counted: with another instrumenter, or other operators, they are those of other mutants.
    madeFrom: {
      mutate,
      mutants: mutants.map(({ id, file, operator, start, lines }) => [id, file, operator, start, lines]),
    },
    reachedBy: (hits: ReadonlySet<string>) => reachedOf(mutants, hits),
    copyFor: () => ({ ok: true, copy, free: () => undefined }) as const,
    remove: () => copy.remove(),
  };
  return { ok: true, build };
}

/**
 * Source files that are named, with their texts, each by its real name and once; tests and declarations are none.
 * @param folder of the copy: what does not lie in it, such as a package behind a link, is not to be written
 */
function sourcesOf(folder: string, mutate: readonly string[]): SourceText[] {
  const [wanted, unwanted] = [
    mutate.filter((one) => !one.startsWith('!')),
    mutate.filter((one) => one.startsWith('!')),
  ];
  const exclude = ['**/node_modules/**', '**/.seatrial/**', ...unwanted.map((one) => one.slice(1))];
  const real = globSync(wanted, { cwd: folder, exclude })
    .filter((file) => /\.[cm]?[jt]s$/.test(file) && !/\.(test|spec|d)\.[cm]?[jt]s$/.test(file))
    .map((file) => realpathSync(resolve(folder, file)))
    .filter((path) => !isOutside(folder, path));
  return [...new Set(real)]
    .map((path) => relative(folder, path))
    .sort()
    .map((file) => ({ file, text: readFileSync(join(folder, file), 'utf8') }));
}
