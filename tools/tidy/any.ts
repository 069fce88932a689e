/** The type `any` switches the compiler off; where that cannot be avoided, a biome-ignore above the line says why. */
import type { Offence, SourceFile } from './source.ts';

export function any(files: readonly SourceFile[]): Offence[] {
  return files.flatMap(({ path, anyLines, comments }) => {
    const excused = new Set(
      comments.filter(({ text }) => /biome-ignore \S*noExplicitAny: \S/.test(text)).map(({ lastLine }) => lastLine + 1),
    );
    return anyLines
      .filter((line) => !excused.has(line))
      .map((line) => ({ path, line, what: 'the type any', instead: 'write the type, or `unknown` and a check' }));
  });
}
