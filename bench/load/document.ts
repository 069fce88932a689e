/** A generated part of a document: what stands between `<!-- NAME -->` and `<!-- /NAME -->`, and only that, is replaced. */
import { readFileSync, writeFileSync } from 'node:fs';

/** Throws when the document has no such place. */
export function replaceBetween(file: string, name: string, text: string): void {
  writeFileSync(file, withPart(readFileSync(file, 'utf8'), name, text));
}

export function withPart(document: string, name: string, text: string): string {
  const [open, close] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const [start, end] = [document.indexOf(open), document.indexOf(close)];
  if (start < 0 || end < start) throw new Error(`the document has no place marked ${open} ... ${close}`);
  return `${document.slice(0, start + open.length)}\n\n${text}\n\n${document.slice(end)}`;
}
