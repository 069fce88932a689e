/** `seatrial report RUN --format F`: render a run that was made before. */
import { writeFileSync } from 'node:fs';
import { assessRun, viewOf } from '../../judge-run.ts';
import { FORMATS } from '../../report/formats/formats.ts';
import { FORMAT_NAMES } from '../../report/formats/names.ts';
import { complain } from '../complain.ts';
import { EXIT } from '../exit-codes.ts';
import { findRun } from '../find-run.ts';
import { terminal } from '../terminal.ts';

export function report(name: string, options: { format?: string; output?: string; json?: boolean }): number {
  const format = options.json ? 'json' : (options.format ?? 'html');
  const wanted = FORMAT_NAMES.find((known) => known === format);
  if (wanted === undefined)
    return complain(`there is no report format '${format}'`, `known: ${FORMAT_NAMES.join(', ')}`);
  const render = FORMATS[wanted];
  const found = findRun(name);
  if (!found.ok) return complain(found.problem, found.hint);
  const assessed = assessRun(found.directory);
  if (!assessed.ok)
    return complain(
      `${found.directory} cannot be reported: ${assessed.problems.join('; ')}`,
      assessed.hint,
      EXIT.unproven,
    );
  const text = render({ ...viewOf(assessed.assessment), directory: found.directory });
  if (options.output === undefined) {
    terminal.result(text);
    return 0;
  }
  try {
    writeFileSync(options.output, text);
  } catch (error) {
    return complain(
      `${options.output} cannot be written: ${(error as Error).message}`,
      'name another file',
      EXIT.ourFault,
    );
  }
  return 0;
}
