/**
 * Repaints a block of lines at the bottom of a terminal. Only lines that changed are written, each over its old text and
 * then cleared to its end, so nothing flickers. The cursor is, before and after, at the start of the line below the block.
 * Lines must be narrower than the terminal and the block lower than it.
 */

const ESC = '\u001b[';

/**
 * The ANSI text that turns `previous`, as it stands on the screen, into `next`; empty when they are the same.
 * @example process.stdout.write(paint([], frame))
 */
export function paint(previous: readonly string[], next: readonly string[]): string {
  const first = next.findIndex((line, index) => line !== previous[index]);
  const start = first === -1 ? next.length : first;
  const up = previous.length - start;
  if (start === next.length && up === 0) return '';
  const rest = next
    .slice(start)
    .map((line, index) => (line === previous[start + index] ? '\n' : `\r${line}${ESC}K\n`))
    .join('');
  return (up > 0 ? `${ESC}${up}A\r` : '') + rest + (next.length < previous.length ? `${ESC}J` : '');
}
