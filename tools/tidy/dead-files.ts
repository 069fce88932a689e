/**
 * Every source file is used by a program or a public entry: found by following imports from those. A file that only its
 * own tests import is dead as well.
 */
import { isTestCode, type Offence, type SourceFile } from './source.ts';

/** Programs, threads and public entries. */
const entries =
  /^seatrial\/(bin\/.*|templates\/.*|kits\/[^/]+\.ts|src\/index\.ts|src\/cli\/main\.ts)$|^kits\/[^/]+\/src\/index\.ts$|^systems\/[^/]+\/(src\/(main|cluster|storage-server|healthcheck)\.ts|trial(\.\w+)?\.ts|defects\/[^/]+\.ts)$|^(bench|examples)\/|^tools\/[^/]+\.ts$/;

export function deadFiles(files: readonly SourceFile[]): Offence[] {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const alive = new Set(files.filter(({ path }) => entries.test(path)));
  for (const file of alive) {
    for (const { target } of file.imports) {
      const next = byPath.get(target ?? '');
      if (next !== undefined) alive.add(next);
    }
  }
  return files
    .filter((file) => !alive.has(file) && !isTestCode(file.path))
    .map(({ path }) => ({
      path,
      line: 1,
      what: 'no program and no public entry uses this file',
      instead: 'delete it, or import it where it belongs',
    }));
}
