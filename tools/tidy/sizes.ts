/** What one cannot hold in the head is cut: files of at most 400 lines, functions of at most 70. */
import type { Offence, SourceFile } from './source.ts';

const fileLines = 400;
const functionLines = 70;

export function sizes(files: readonly SourceFile[]): Offence[] {
  return files.flatMap(({ path, text, functions }) => {
    const offences: Offence[] = [];
    const lines = text.trimEnd().split('\n').length;
    if (lines > fileLines) {
      const instead = `cut it by concept; at most ${fileLines}`;
      offences.push({ path, line: fileLines + 1, what: `a file of ${lines} lines`, instead });
    }
    for (const { firstLine, lastLine } of functions) {
      const length = lastLine - firstLine + 1;
      if (length <= functionLines) continue;
      const instead = `name its steps and make them functions; at most ${functionLines}`;
      offences.push({ path, line: firstLine, what: `a function of ${length} lines`, instead });
    }
    return offences;
  });
}
