/** `seatrial verify RUN`: nothing was changed since it was sealed, the records are chained, and verdicts and report follow from them. */

import { verifyRun } from '../../judge-run.ts';
import { many } from '../../std/many.ts';
import { formatBytes } from '../../std/units.ts';
import { complain } from '../complain.ts';
import { EXIT } from '../exit-codes.ts';
import { findRun } from '../find-run.ts';
import { terminal } from '../terminal.ts';

export function verify(name: string, options: { json?: boolean; head?: string }): number {
  const found = findRun(name);
  if (!found.ok) return complain(found.problem, found.hint);
  const { directory } = found;
  const verified = verifyRun(directory, { head: options.head });
  const problems = verified.ok ? [] : verified.problems;
  if (options.json) {
    const head = verified.ok ? verified.assessment.run.head : null;
    terminal.result(JSON.stringify({ run: directory, verified: verified.ok, head, problems }, null, 2));
  }
  if (!verified.ok) {
    if (options.json) return EXIT.disproven;
    return complain(`${directory} does not pass:\n  - ${problems.join('\n  - ')}`, verified.hint, EXIT.disproven);
  }
  const { run, findings } = verified.assessment;
  const chained = `${many(run.ledger.records.length, 'record')} in ${formatBytes(run.journalBytes)}`;
  const follow = `${many(findings.length, 'verdict')} ${findings.length === 1 ? 'follows' : 'follow'}`;
  if (!options.json) {
    const holds = `${directory} is unchanged since it was sealed: ${chained} are chained, ${follow} from them, and so does the report.`;
    terminal.result(`${holds}\nhead: ${run.head}`);
  }
  return EXIT.proven;
}
