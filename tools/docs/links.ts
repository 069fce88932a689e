/** Every relative link in a document leads to a file or folder of the repository and, with `#`, to a heading in it. */
import { posix } from 'node:path';
import type { Offence, TextFile } from '../tidy/source.ts';
import { type Link, type Markdown, readMarkdown } from './markdown.ts';

/** @param paths every file of the repository */
export function brokenLinks(documents: readonly TextFile[], paths: readonly string[]): Offence[] {
  const known = new Set(paths.flatMap((path) => [path, ...foldersOf(path)]));
  const read = new Map(documents.map(({ path, text }) => [path, readMarkdown(text)]));
  return documents.flatMap(({ path }) =>
    (read.get(path)?.links ?? []).flatMap((link) => {
      const what = complaint(path, link, known, read);
      const instead = 'correct the link, or write what it promises';
      return what === undefined ? [] : [{ path, line: link.line, what, instead }];
    }),
  );
}

function complaint(
  path: string,
  { target }: Link,
  known: ReadonlySet<string>,
  read: ReadonlyMap<string, Markdown>,
): string | undefined {
  if (/^[a-z][a-z0-9+.-]*:/i.test(target)) return undefined;
  const [place = '', anchor] = decodeURI(target).split('#');
  const file = place === '' ? path : posix.join(posix.dirname(path), place).replace(/\/$/, '');
  if (!known.has(file)) return `the link ${target} leads to ${file}, which does not exist`;
  const anchors = read.get(file)?.anchors;
  if (anchor === undefined || anchors === undefined || anchors.has(anchor)) return undefined;
  return `${file} has no heading #${anchor}`;
}

function foldersOf(path: string): string[] {
  const folder = posix.dirname(path);
  return folder === '.' ? ['.'] : [folder, ...foldersOf(folder)];
}
