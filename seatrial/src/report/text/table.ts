/**
 * Aligned columns for a terminal. The first column is text and is cut when the table is too wide; the others hold
 * figures, stand at the right and are never cut.
 */
import { columns, cutMiddle, pad } from './screen-text.ts';

/** Rows as lines of at most `width` columns where the figures allow it; empty cells keep their place. */
export function table(rows: readonly (readonly string[])[], width: number): string[] {
  const sizes = rows.reduce<number[]>(
    (sofar, row) => row.map((cell, index) => Math.max(sofar[index] ?? 0, columns(cell))),
    [],
  );
  const figures = sizes.slice(1).reduce((sum, size) => sum + size + 2, 0);
  const first = Math.min(sizes[0] ?? 0, Math.max(8, width - figures));
  return rows.map(([label = '', ...cells]) => {
    const right = cells.map((cell, index) => `  ${pad(cell, sizes[index + 1] ?? 0, 'right')}`).join('');
    return (pad(cutMiddle(label, first), first) + right).trimEnd();
  });
}
