/**
 * Whoever judges does not touch: no file of `judge` or `report` pulls in, directly or by way of others, anything that
 * reaches the network, the disk or another process; and none reads a clock, a random source or the process itself.
 * That `act` and `judge` do not import each other is the business of directions.ts.
 */
import { reach } from './reach.ts';
import { roomOf } from './rooms.ts';
import { isTestCode, matchesInCode, type Offence, type SourceFile } from './source.ts';

const touching = /^(node:)?(net|http|https|http2|tls|dgram|child_process|fs|worker_threads|cluster|dns)(\/|$)/;
const reading =
  /(?<![.\w])(Date|performance|process|Math\.random|randomUUID|randomBytes|randomInt|getRandomValues|setTimeout|setInterval|fetch)\b(?!\s*:)/g;

export function wall(files: readonly SourceFile[]): Offence[] {
  const behind = files.filter(({ path }) => ['judge', 'report'].includes(roomOf(path) ?? '') && !isTestCode(path));
  const byPath = new Map(files.map((file) => [file.path, file]));
  return [
    ...behind.flatMap((file) => touches(byPath, file)),
    ...matchesInCode(
      behind,
      reading,
      (word) => `${word} behind the wall`,
      'take it from the evidence: the same records must give the same verdict at any time, anywhere',
    ),
  ];
}

function touches(byPath: ReadonlyMap<string, SourceFile>, file: SourceFile): Offence[] {
  return [...reach(byPath, file)].flatMap(([reached, way]) =>
    reached.imports
      .filter(({ specifier, typeOnly }) => touching.test(specifier) && (reached === file || !typeOnly))
      .map(({ specifier, line }) => ({
        path: file.path,
        line: reached === file ? line : 1,
        what: `reaches ${specifier}${way.length > 1 ? ` by way of ${way.slice(1).join(' -> ')}` : ''}`,
        instead: 'be given the ledger; who reads or writes the disk is trial.ts, by way of evidence',
      })),
  );
}
