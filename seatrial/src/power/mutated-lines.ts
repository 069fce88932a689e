/** A mutant as a person reads it: the lines that it changes, before and after, as a diff shows them. */
import type { Position } from './mutant.ts';

/** A block that is emptied may be long; its first lines tell which it is. */
const MOST_LINES = 4;

interface Replacement {
  readonly start: Position;
  readonly end: Position;
  /** What stands between them instead. */
  readonly replacement: string;
}

/**
 * Lines with `-` and `+` before them, indented as they are in the file, less what all have in common.
 * @example mutatedLines('if (a < b) stop();', { start, end, replacement: 'false' }) // ['- if (a < b) stop();', '+ if (false) stop();']
 */
export function mutatedLines(text: string, { start, end, replacement }: Replacement): string[] {
  const lines = text.split('\n');
  const before = lines.slice(start.line, end.line + 1);
  const head = (lines[start.line] ?? '').slice(0, start.column);
  const tail = (lines[end.line] ?? '').slice(end.column);
  const after = `${head}${replacement}${tail}`.split('\n');
  const all = [...before, ...after].filter((line) => line.trim() !== '');
  const indent = Math.min(...all.map((line) => line.length - line.trimStart().length));
  return [...marked('-', before, indent), ...marked('+', after, indent)];
}

function marked(sign: string, lines: readonly string[], indent: number): string[] {
  const shown = lines.slice(0, MOST_LINES).map((line) => `${sign} ${line.slice(indent)}`.trimEnd());
  return lines.length > MOST_LINES ? [...shown, `${sign} …`] : shown;
}
