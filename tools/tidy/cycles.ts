/** No file may import itself by way of others: a reader must be able to start somewhere. Type imports count. */
import type { Offence, SourceFile } from './source.ts';

/** One offence for each import that closes a circle in a depth-first walk: none exactly when there is no cycle. */
export function cycles(files: readonly SourceFile[]): Offence[] {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const finished = new Set<string>();
  const offences: Offence[] = [];
  const walk = (file: SourceFile, way: readonly string[]): void => {
    for (const { target, line } of file.imports) {
      const next = target === undefined ? undefined : byPath.get(target);
      if (next === undefined || finished.has(next.path)) continue;
      const start = way.indexOf(next.path);
      if (start === -1) walk(next, [...way, next.path]);
      else {
        const what = `closes a circle: ${[...way.slice(start), next.path].join(' -> ')}`;
        offences.push({ path: file.path, line, what, instead: 'move what both need into a third file' });
      }
    }
    finished.add(file.path);
  };
  for (const file of files) if (!finished.has(file.path)) walk(file, [file.path]);
  return offences;
}
