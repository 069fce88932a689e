/**
 * What a check sees of the repository: files as plain data. A check never reads the disk and never sees a syntax tree,
 * so a bad example in its test is just a text. `code` is the text with comments and the insides of literals blanked, so
 * that a word in it is a word of the program; positions and lines stay the same.
 */
import { posix } from 'node:path';

export interface TextFile {
  /** From the repository's root, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

export interface SourceFile extends TextFile {
  readonly code: string;
  readonly comments: readonly Comment[];
  readonly imports: readonly Import[];
  readonly functions: readonly Span[];
  /** Lines where the type `any` is written. */
  readonly anyLines: readonly number[];
}

/** Lines count from 1, both ends included. */
export interface Span {
  readonly firstLine: number;
  readonly lastLine: number;
}

export interface Comment extends Span {
  readonly text: string;
}

export interface Import {
  readonly specifier: string;
  readonly line: number;
  /** Erased before the program runs. */
  readonly typeOnly: boolean;
  /** The file a specifier points at, from the repository's root: a relative one, or a package below `service`. Undefined for all others. */
  readonly target: string | undefined;
}

/** What breaks a rule: where, what, and what to do instead. */
export interface Offence {
  readonly path: string;
  readonly line: number;
  readonly what: string;
  readonly instead: string;
}

export type Check = (files: readonly SourceFile[]) => Offence[];

/** Tests, and what only tests use: `x.test.ts`, and files or folders called fixture(s), testing or tests. */
export function isTestCode(path: string): boolean {
  return /\.test\.ts$|(^|[/.-])(fixtures?|testing|tests)(\/|\.ts$)/.test(path);
}

/** The file a specifier points at, where that is one of ours: a relative one, or the entry of a package below `service`. */
export function resolveImport(importer: string, specifier: string): string | undefined {
  if (specifier.startsWith('.')) return posix.join(posix.dirname(importer), specifier);
  const service = /^@seatrial\/service-([a-z0-9-]+)$/.exec(specifier)?.[1];
  return service === undefined ? undefined : `service/${service}/src/index.ts`;
}

/** One offence for each match of a (global) pattern in the files' code. */
export function matchesInCode(
  files: readonly SourceFile[],
  pattern: RegExp,
  what: (match: string) => string,
  instead: string,
): Offence[] {
  return files.flatMap((file) =>
    file.code.split('\n').flatMap((text, index) =>
      [...text.matchAll(pattern)].map(([match]) => ({
        path: file.path,
        line: index + 1,
        what: what(match),
        instead,
      })),
    ),
  );
}
