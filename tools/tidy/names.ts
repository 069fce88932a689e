/** A file called utils is where things go that nobody has thought about: files and folders are named for a concept. */
import type { Offence, SourceFile } from './source.ts';

const drawer = /(^|[-_.])(utils?|helpers?)([-_.]|$)|^(lib|common|types|manager)(\.|$)/;

export function names(files: readonly SourceFile[]): Offence[] {
  return files.flatMap(({ path }) =>
    path
      .split('/')
      .filter((name) => drawer.test(name))
      .map((name) => ({
        path,
        line: 1,
        what: `the name ${name} says nothing`,
        instead: 'name it for the one concept it holds; if it holds several, cut it',
      })),
  );
}
