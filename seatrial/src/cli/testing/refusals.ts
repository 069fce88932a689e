/** Plans that are refused before anything is started, with words that say why. */
import type { PlanParts } from './plan-text.ts';
import { inProject } from './project.ts';
import { refused } from './speech.ts';

/** A plan with one mistake is refused with these words. */
export function planRefused(parts: PlanParts, ...said: readonly (string | RegExp)[]): Promise<void> {
  return inProject(async (project) => {
    project.plan(parts);
    await refused(project, ['run'], ...said, 'nothing was started');
  });
}

/** A plan file with this text is refused with these words. */
export function fileRefused(text: string, ...said: readonly (string | RegExp)[]): Promise<void> {
  return inProject(async (project) => {
    project.write('trial.ts', text);
    await refused(project, ['run'], ...said, 'nothing was started');
  });
}
