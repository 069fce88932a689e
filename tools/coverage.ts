/**
 * Line coverage, counted so that it cannot flatter: only lines with code after types and comments are taken away count,
 * and a file that no test ever loaded counts with all of its lines. (Node's own figure counts comments and interfaces as
 * covered, and does not know files that were never loaded.)
 */
import { stripTypeScriptTypes } from 'node:module';
import { parse } from './tidy/parse.ts';
import { isTestCode, type TextFile } from './tidy/source.ts';

/** How often each line ran, by line number from 1; undefined for a file that was never loaded. */
export type Hits = ReadonlyMap<number, number> | undefined;

export interface FileCoverage {
  readonly path: string;
  readonly lines: number;
  /** Lines with code that never ran. */
  readonly missed: readonly number[];
}

const shownRanges = 12;

export const coveredFolders = ['seatrial/src', 'kits/*/src', 'service/*/src', 'systems/*/src'];

/** The files whose coverage counts: what is shipped, in the folders above. */
export function isCounted(path: string): boolean {
  return /^(seatrial|(kits|service|systems)\/[^/]+)\/src\/.*\.ts$/.test(path) && !isTestCode(path);
}

export function measure(files: readonly TextFile[], hitsOf: (path: string) => Hits): FileCoverage[] {
  const stripped = files.map(({ path, text }) => ({ path: `${path}.mjs`, text: stripTypeScriptTypes(text) }));
  return parse(stripped).map(({ code }, index) => {
    const path = files[index]?.path ?? '';
    const hits = hitsOf(path);
    const lines = code.split('\n').flatMap((line, at) => (line.trim() === '' ? [] : [at + 1]));
    return { path, lines: lines.length, missed: lines.filter((line) => (hits?.get(line) ?? 0) === 0) };
  });
}

/** Covered lines in percent; 0 when there are no lines, because nothing was shown. */
export function percentOf(files: readonly FileCoverage[]): number {
  const lines = files.reduce((sum, file) => sum + file.lines, 0);
  const missed = files.reduce((sum, file) => sum + file.missed.length, 0);
  return lines === 0 ? 0 : (100 * (lines - missed)) / lines;
}

/** Files below the bar, the most missed lines first, one line each. */
export function describeBelow(files: readonly FileCoverage[], barPercent: number): string[] {
  return files
    .filter((file) => file.lines > 0 && percentOf([file]) < barPercent)
    .sort((a, b) => b.missed.length - a.missed.length)
    .map((file) => `${percentOf([file]).toFixed(0).padStart(4)} %  ${file.path}  never ran: ${ranges(file.missed)}`);
}

/** [1, 2, 3, 7] as "1-3, 7"; the first few. */
function ranges(lines: readonly number[]): string {
  const spans: [number, number][] = [];
  for (const line of lines) {
    const last = spans.at(-1);
    if (last?.[1] === line - 1) last[1] = line;
    else spans.push([line, line]);
  }
  const shown = spans.slice(0, shownRanges).map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`));
  return [...shown, ...(spans.length > shownRanges ? ['...'] : [])].join(', ');
}
