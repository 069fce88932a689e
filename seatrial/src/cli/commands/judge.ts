/** `seatrial judge RUN`: judge again from the evidence; the system may long be gone. */
import { judgeRun } from '../../judge-run.ts';
import { complain } from '../complain.ts';
import { EXIT } from '../exit-codes.ts';
import { findRun } from '../find-run.ts';
import { answerTo, show } from './run.ts';

export function judge(name: string, options: { json?: boolean }): number {
  const found = findRun(name);
  if (!found.ok) return complain(found.problem, found.hint);
  const judged = judgeRun(found.directory);
  if (!judged.ok) {
    const exitCode = judged.kind === 'disk' ? EXIT.ourFault : EXIT.unproven;
    return complain(`${found.directory} cannot be judged: ${judged.problems.join('; ')}`, judged.hint, exitCode);
  }
  show(judged.assessment, options.json === true);
  return answerTo(judged.assessment);
}
