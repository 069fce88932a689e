/** `seatrial explain RUN CLAIM`: from a verdict down to the records it was computed from. */
import { assessRun, viewOf } from '../../judge-run.ts';
import { renderExplain } from '../../report/explain.ts';
import { complain } from '../complain.ts';
import { EXIT } from '../exit-codes.ts';
import { findRun } from '../find-run.ts';
import { terminal } from '../terminal.ts';

export function explain(name: string, claim: string, options: { all?: boolean; json?: boolean }): number {
  const found = findRun(name);
  if (!found.ok) return complain(found.problem, found.hint);
  const assessed = assessRun(found.directory);
  if (!assessed.ok)
    return complain(
      `${found.directory} cannot be explained: ${assessed.problems.join('; ')}`,
      assessed.hint,
      EXIT.unproven,
    );
  const view = { ...viewOf(assessed.assessment), directory: found.directory };
  const { colour, width } = terminal;
  const explained = renderExplain(view, claim, { all: options.all === true, colour, width });
  if (!explained.ok) return complain(explained.problem, explained.hint);
  const wanted = claim.trim().toLowerCase();
  const finding = view.findings.find((candidate) => candidate.claim.toLowerCase() === wanted);
  terminal.result(options.json ? JSON.stringify(finding, null, 2) : explained.text);
  return 0;
}
