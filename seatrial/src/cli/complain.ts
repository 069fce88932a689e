/** How every complaint looks: what happened, where, what to do. */
import type { PlanProblem } from '../plan/problems.ts';
import { EXIT } from './exit-codes.ts';
import { terminal } from './terminal.ts';

/** One problem with what to do about it; returns the exit code for invalid input unless told another. */
export function complain(problem: string, hint: string, exitCode: number = EXIT.invalid): number {
  terminal.say(`seatrial: ${problem}\n  ${hint}`);
  return exitCode;
}

/** Every mistake of a plan at once. */
export function complainAboutPlan(file: string, problems: readonly PlanProblem[]): number {
  const count = problems.length === 1 ? 'one mistake' : `${problems.length} mistakes`;
  terminal.say(`seatrial: ${file} can not be run, it has ${count}; nothing was started`);
  for (const { path, problem, hint } of problems)
    terminal.say(`\n  ${path === file ? '' : `${path}: `}${problem}\n    ${hint}`);
  return EXIT.invalid;
}
