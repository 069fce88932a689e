/**
 * Each file says in its first lines what it is, what it is not, and its invariant: one block comment or a run of line
 * comments, of 1 to 10 lines of text, before anything but a shebang. Tests speak by their names and need none.
 */
import { isTestCode, type Offence, type SourceFile } from './source.ts';

export function headers(files: readonly SourceFile[]): Offence[] {
  return files
    .filter(({ path }) => !isTestCode(path))
    .flatMap(({ path, text }) => {
      const what = complaint(text.replace(/^#!.*\n/, '').trimStart());
      const instead = 'begin with what the file is, what it is not and its invariant, in 2 to 8 lines';
      return what === undefined ? [] : [{ path, line: 1, what, instead }];
    });
}

function complaint(text: string): string | undefined {
  const header = /^(\/\*\*[\s\S]*?\*\/|\/\/.*(\n\/\/.*)*)/.exec(text)?.[0];
  if (header === undefined) return 'no header comment';
  const lines = header.split('\n').filter((line) => /\w/.test(line)).length;
  return lines > 10 ? `a header of ${lines} lines` : undefined;
}
