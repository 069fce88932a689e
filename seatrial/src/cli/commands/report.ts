/** `seatrial report RUN --format F`: render a run that was made before. */
import { writeFileSync } from 'node:fs';
import { assessRun, viewOf } from '../../judge-run.ts';
import { renderJson } from '../../report/formats/json.ts';
import { renderJunit } from '../../report/formats/junit.ts';
import { renderHtml } from '../../report/html/page.ts';
import type { RunView } from '../../report/run-view.ts';
import { complain } from '../complain.ts';
import { EXIT } from '../exit-codes.ts';
import { findRun } from '../find-run.ts';
import { terminal } from '../terminal.ts';

const RENDERERS: Readonly<Record<string, (view: RunView) => string>> = {
  html: renderHtml,
  json: renderJson,
  junit: renderJunit,
};

/** The formats `report` knows, for the help text. */
export const FORMATS = ['html', 'json', 'junit'];

export function report(name: string, options: { format?: string; output?: string; json?: boolean }): number {
  const format = options.json ? 'json' : (options.format ?? 'html');
  const render = RENDERERS[format];
  if (!render) return complain(`there is no report format '${format}'`, `known: ${FORMATS.join(', ')}`);
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
