/**
 * Which files a file pulls in when it runs: value imports only, followed to the end. (Type imports are erased, so they
 * lead nowhere at run time.)
 */
import type { SourceFile } from './source.ts';

/** Every file reached from `start`, itself included, with the way that leads to it. */
export function reach(files: ReadonlyMap<string, SourceFile>, start: SourceFile): Map<SourceFile, string[]> {
  const ways = new Map([[start, [start.path]]]);
  for (const [file, way] of ways) {
    for (const { target, typeOnly } of file.imports) {
      const next = typeOnly || target === undefined ? undefined : files.get(target);
      if (next !== undefined && !ways.has(next)) ways.set(next, [...way, next.path]);
    }
  }
  return ways;
}
