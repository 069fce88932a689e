/** Keeps the folder of runs out of git: evidence is large, and belongs to one machine and one day. */
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

const ENTRY = '.seatrial/';

/**
 * Writes or extends the `.gitignore` of the folder that a person runs trials in, unless it or one above it, up to the root
 * of the repository, has the entry. Returns the file it wrote, or null. Throws the file system's error.
 */
export function ignoreRuns(folder = '.'): string | null {
  for (let at = resolve(folder); ; at = dirname(at)) {
    if (hasEntry(join(at, '.gitignore'))) return null;
    if (existsSync(join(at, '.git')) || dirname(at) === at) break;
  }
  const file = join(folder, '.gitignore');
  const before = existsSync(file) ? readFileSync(file, 'utf8') : '';
  appendFileSync(file, `${before === '' || before.endsWith('\n') ? '' : '\n'}${ENTRY}\n`);
  return file;
}

function hasEntry(file: string): boolean {
  if (!existsSync(file)) return false;
  return readFileSync(file, 'utf8')
    .split('\n')
    .some((line) => /^(\/|\*\*\/)?\.seatrial\/?$/.test(line.trim()));
}
