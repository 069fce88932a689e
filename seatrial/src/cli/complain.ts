/** How every complaint looks: what happened, where, what to do. */
import type { FoundMistake } from '../judge/mistaken.ts';
import { type PlanProblem, placeText } from '../plan/problems.ts';
import { many } from '../std/many.ts';
import { EXIT } from './exit-codes.ts';
import { terminal } from './terminal.ts';

/** One problem with what to do about it; returns `exitCode`, by default the one for invalid input. */
export function complain(problem: string, hint: string, exitCode: number = EXIT.invalid): number {
  terminal.say(`seatrial: ${problem}\n  ${hint}`);
  return exitCode;
}

/** Mistakes of the plan that showed while it ran. What was recorded is kept. */
export function complainAboutRun(mistakes: readonly FoundMistake[]): number {
  const count = mistakes.length === 1 ? 'one mistake' : many(mistakes.length, 'mistake');
  terminal.say(`seatrial: the plan has ${count} that showed while it ran; claims about it are unproven`);
  for (const { journey, system, what, where, count: times } of mistakes) {
    if (system !== undefined) {
      terminal.say(`\n  system '${system}': ${what}\n    fix it and run again`);
      continue;
    }
    const often = times === 1 ? 'once' : many(times, 'time');
    terminal.say(
      `\n  ${where ?? 'somewhere in the plan'}: ${what}\n    in '${journey}', ${often}; fix it and run again`,
    );
  }
  return EXIT.invalid;
}

/** Every mistake of a plan at once. */
export function complainAboutPlan(file: string, problems: readonly PlanProblem[]): number {
  const count = problems.length === 1 ? 'one mistake' : many(problems.length, 'mistake');
  terminal.say(`seatrial: ${file} cannot be run, it has ${count}; nothing was started`);
  for (const each of problems) {
    const where = each.path === file ? '' : `${placeText(each)}: `;
    terminal.say(`\n  ${where}${each.problem}\n    ${each.hint}`);
  }
  return EXIT.invalid;
}
