/** Imports a plan file and explains, without a stack trace, why it can not be. */
import { existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { PlanProblem } from '../plan/problems.ts';
import type { Trial } from '../plan/trial.ts';

export type LoadedPlan = { ok: true; trial: Trial; path: string } | { ok: false; problems: readonly PlanProblem[] };

/** The default export of a plan file; whether it is a trial is checked when it is resolved. */
export async function loadPlan(file: string): Promise<LoadedPlan> {
  const path = resolve(file);
  if (!existsSync(path) || statSync(path).isDirectory()) {
    const hint = 'name a plan file, or write one with `seatrial new`';
    return refused(file, existsSync(path) ? 'it is a folder' : 'there is no such file', hint);
  }
  try {
    const module = (await import(pathToFileURL(path).href)) as { default?: Trial };
    return { ok: true, trial: module.default as Trial, path };
  } catch (error) {
    return refused(file, ...explain(error, path));
  }
}

function explain(error: unknown, path: string): [problem: string, hint: string] {
  if (!(error instanceof Error)) return [`it throws ${String(error)}`, 'a plan only describes; mend what it throws'];
  const { code } = error as NodeJS.ErrnoException;
  const message = error.message.split('\n')[0] ?? '';
  if (code === 'ERR_MODULE_NOT_FOUND') return [message, 'install the package, or mend the path of the import'];
  if (message.includes('does not provide an export')) return [message, 'mend the import: that module exports no such name'];
  const place = placeOf(error, path);
  if (error instanceof SyntaxError || code?.includes('TYPESCRIPT')) {
    return [`${place}it does not parse: ${message}`, 'Node runs TypeScript by removing types: no enums, no namespaces'];
  }
  return [`${place}it throws ${error.name}: ${message}`, 'a plan only describes; mend what it throws'];
}

/** `line 12: ` where the stack names the plan file. */
function placeOf(error: Error, path: string): string {
  const escaped = path.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const line = new RegExp(`${escaped}:(\\d+)`).exec(error.stack ?? '')?.[1];
  return line === undefined ? '' : `line ${line}: `;
}

function refused(path: string, problem: string, hint: string): LoadedPlan {
  return { ok: false, problems: [{ path, problem, hint }] };
}
