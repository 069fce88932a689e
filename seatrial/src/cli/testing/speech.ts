/** How a complaint must be: for a person, with what happened and what to do, and never with a stack trace. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { judgeRun, verifyRun } from '../../judge-run.ts';
import type { PlanParts } from './plan-text.ts';
import type { Answer, Project } from './project.ts';

/** The command ended with this code and said this on standard error. */
export function complains(answer: Answer, code: number, ...said: readonly (string | RegExp)[]): void {
  const shown = `exit ${answer.code}, said:\n${answer.stderr}`;
  for (const text of said) {
    const holds = typeof text === 'string' ? answer.stderr.includes(text) : text.test(answer.stderr);
    assert.ok(holds, `nothing says ${text}; ${shown}`);
  }
  assert.equal(answer.code, code, shown);
  speaks(answer);
}

/** Nothing that was said looks like a crash. */
export function speaks({ stdout, stderr }: Answer): void {
  for (const text of [stdout, stderr]) {
    assert.doesNotMatch(text, /^ {4}at |\[object |undefined|should not have happened/m);
  }
}

/** The one run is judged unproven; verified when it was sealed, and not when it was cut off. */
export function nothingIsProven(project: Project, run: 'sealed' | 'cut off'): void {
  const directory = join(project.folder, project.run());
  const judged = judgeRun(directory);
  assert.ok(judged.ok, JSON.stringify(judged));
  assert.equal(judged.assessment.scorecard.verdict, 'unproven');
  assert.equal(verifyRun(directory).ok, run === 'sealed');
}

/** The evidence of the one run holds, and so does what follows from it; what `verify` says without a process of its own. */
export function holds(project: Project): void {
  const verified = verifyRun(join(project.folder, project.run()));
  assert.ok(verified.ok, JSON.stringify(verified));
}

/** Runs a plan that fails; its evidence must hold whatever happened. `threads: 1` as in `project.trial`; default: one a processor. */
export async function fails(
  project: Project,
  parts: PlanParts & { threads?: 1 },
  code: number,
  ...said: readonly (string | RegExp)[]
): Promise<Answer> {
  project.plan(parts);
  const answer = await (parts.threads === 1 ? project.trial() : project.seatrial('run'));
  complains(answer, code, ...said);
  holds(project);
  return answer;
}

/** The scorecard says so. */
export function shows({ stdout }: Answer, ...texts: readonly (string | RegExp)[]): void {
  for (const text of texts) assert.ok(stdout.search(text) >= 0, `the scorecard does not say ${text}:\n${stdout}`);
}

/** The command is refused with these words, and leaves the folder as it was. */
export async function refused(
  project: Project,
  args: readonly string[],
  ...said: readonly (string | RegExp)[]
): Promise<Answer> {
  const answer = await project.seatrial(...args);
  complains(answer, 64, ...said);
  assert.equal(answer.stdout, '');
  assert.equal(existsSync(join(project.folder, '.seatrial')), false, 'a run was begun');
  return answer;
}
