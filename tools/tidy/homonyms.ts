/**
 * One word, one meaning, in the product and its kits: a package exports a name from one file only. `index.ts` may repeat a name,
 * because it wraps what it shows; the overloads of a function are one export.
 */
import { posix } from 'node:path';
import { isTestCode, type Offence, type SourceFile } from './source.ts';

const exported =
  /^export (?:declare )?(?:abstract )?(?:async )?(?:type|interface|class|function\*?|const|let|enum) (\w+)/gm;
const packaged = /^(seatrial|kits\/[^/]+)\/src\//;

export function homonyms(files: readonly SourceFile[]): Offence[] {
  const first = new Map<string, string>();
  return files.flatMap(({ path, code }) => {
    const room = packaged.exec(path)?.[1];
    if (room === undefined || isTestCode(path) || posix.basename(path) === 'index.ts') return [];
    const names = new Map([...code.matchAll(exported)].map(({ 1: name = '', index }) => [name, index]));
    return [...names].flatMap(([name, index]) => {
      const other = first.get(`${room} ${name}`);
      if (other === undefined) first.set(`${room} ${name}`, path);
      if (other === undefined) return [];
      const line = code.slice(0, index).split('\n').length;
      return [
        { path, line, what: `exports ${name}, as ${other} does`, instead: 'give one of the two a name of its own' },
      ];
    });
  });
}
