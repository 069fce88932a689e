/**
 * The repository's own files, as git knows them: tracked, or new and not ignored. Without git (an unpacked archive) the
 * folders are walked instead. Binary files are left out.
 */
import { execFileSync } from 'node:child_process';
import { globSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { TextFile } from './source.ts';

export const root = join(import.meta.dirname, '..', '..');

const ignored = /(^|\/)(node_modules|\.git|\.seatrial|coverage|dist)(\/|$)/;

export function readRepository(): TextFile[] {
  return listFiles().flatMap((path) => {
    const text = readFileSync(join(root, path), 'utf8');
    return text.includes('\0') ? [] : [{ path, text }];
  });
}

function listFiles(): string[] {
  const paths = gitFiles() ?? globSync('**', { cwd: root, exclude: (path) => ignored.test(path) });
  return paths.filter((path) => statSync(join(root, path), { throwIfNoEntry: false })?.isFile()).sort();
}

function gitFiles(): string[] | undefined {
  try {
    const options = ['ls-files', '-z', '--cached', '--others', '--exclude-standard'];
    const output = execFileSync('git', options, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    return output.split('\0').filter((path) => path !== '');
  } catch {
    return undefined;
  }
}
