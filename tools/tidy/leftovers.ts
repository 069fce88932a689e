/** Work that was put off: marks of it in comments, and tests that are switched off without a reason. */
import type { Offence, SourceFile } from './source.ts';
import { isTestCode, matchesInCode } from './source.ts';

const switchedOff =
  /\b(test|it|describe|suite)\.(only|skip|todo)\b|\b(t|context)\.(skip|todo)\(\s*\)|\b(only|skip|todo): true\b/g;

export function leftovers(files: readonly SourceFile[]): Offence[] {
  return [
    ...files.flatMap(marks),
    ...matchesInCode(
      files.filter(({ path }) => isTestCode(path)),
      switchedOff,
      (found) => `${found}: a test that is switched off, or switches others off`,
      "run it, delete it, or give the reason: { skip: missing && 'needs strace' }",
    ),
  ];
}

function marks({ path, comments }: SourceFile): Offence[] {
  return comments.flatMap(({ text, firstLine }) =>
    text.split('\n').flatMap((line, index) => {
      const mark = /\b(TODO|FIXME|XXX)\b/.exec(line)?.[0];
      const instead = 'do it now, or leave it out; what is planned is written in docs';
      return mark === undefined ? [] : [{ path, line: firstLine + index, what: `${mark} left behind`, instead }];
    }),
  );
}
