/** Whether a value is a part of a plan, a text, a function or a list: a plan has no types when it runs. */
import { shown } from '../std/shown.ts';
import { isPlain } from './options.ts';
import type { Problems } from './problems.ts';

/** Whether it is a list, each member of which is looked at. */
export function everyOne(
  path: string,
  list: unknown,
  problems: Problems,
  check: (path: string, part: unknown) => void,
): list is readonly unknown[] {
  if (!Array.isArray(list)) {
    problems.add(path, `${shown(list)} is not a list`, `write ${path}: [...]`);
    return false;
  }
  // By index, so that holes are seen.
  for (let index = 0; index < list.length; index++) check(`${path}[${index}]`, list[index]);
  return true;
}

export function checkJourney(path: string, part: unknown, problems: Problems): void {
  if (!isPart(part, 'journey')) {
    notPart(path, part, "journey('order', async (t) => { ... })", problems);
    return;
  }
  checkText(`${path}.name`, part.name, 'a name', problems);
  checkFunction(path, part.run, problems);
  for (const end of ['setup', 'teardown', 'userSetup', 'userTeardown'])
    if (part[end] !== null && part[end] !== undefined) checkFunction(`${path}.${end}`, part[end], problems);
  if (part.on !== null && !(isPart(part.on, 'system') && typeof part.on.name === 'string'))
    notPart(`${path}.on`, part.on, "a system: { on: api }, with api = system('api', { ... })", problems);
}

/** What `system()`, `journey()` ... return knows its kind. */
export function isPart(part: unknown, kind: string): part is Record<string, unknown> {
  return isPlain(part) && part.kind === kind;
}

export function notPart(path: string, part: unknown, wanted: string, problems: Problems): void {
  problems.add(path, `${shown(part)} is not what belongs here`, `write ${wanted}`);
}

export function checkText(path: string, value: unknown, what: string, problems: Problems): void {
  if (typeof value !== 'string') problems.add(path, `${shown(value)} is not text`, `write ${what} as text`);
}

export function checkFunction(path: string, value: unknown, problems: Problems): void {
  if (typeof value !== 'function')
    problems.add(path, `${shown(value)} is not a function`, 'write async (t) => { ... }');
}
