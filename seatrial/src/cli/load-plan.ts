/** Imports a plan file; why it cannot be is told without a stack trace (`import-errors.ts`). */
import { existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { PlanProblem } from '../plan/problems.ts';
import { giveSettings, settingProblems } from '../plan/setting.ts';
import type { Trial } from '../plan/trial.ts';
import { type AskedFor, type AskedOptions, readAsked } from './asked.ts';
import { whyNot } from './import-errors.ts';

export type LoadedPlan =
  | { ok: true; trial: Trial; path: string; asked: AskedFor }
  | { ok: false; problems: readonly PlanProblem[] };

/** The default export of a plan file, imported with the settings that are asked for; whether it is a trial is checked when it is resolved. */
export async function loadPlan(file: string, options: AskedOptions = {}): Promise<LoadedPlan> {
  const read = readAsked(options);
  if (!read.ok) return read;
  const { asked } = read;
  const path = resolve(file);
  if (!existsSync(path) || statSync(path).isDirectory()) {
    const hint = 'name a plan file, or write one with `npx seatrial new`';
    return refused(file, existsSync(path) ? 'it is a folder' : 'there is no such file', hint);
  }
  giveSettings(asked.settings);
  try {
    const loading = import(pathToFileURL(path).href) as Promise<{ default?: Trial }>;
    const module = await orNullWhenStuck(loading);
    if (module === null) return refused(file, 'it waits for something that never comes', 'fix its top-level await');
    const problems = settingProblems();
    return problems.length > 0 ? { ok: false, problems } : { ok: true, trial: module.default as Trial, path, asked };
  } catch (error) {
    return refused(file, ...whyNot(error, path));
  }
}

/** The module, or null when the event loop ran dry while its top-level await was pending. Throws an error that was not caught. */
async function orNullWhenStuck<T>(loading: Promise<T>): Promise<T | null> {
  const otherwise = Promise.withResolvers<null>();
  const idle = (): void => otherwise.resolve(null);
  process.once('beforeExit', idle).once('uncaughtException', otherwise.reject);
  try {
    return await Promise.race([loading, otherwise.promise]);
  } finally {
    process.off('beforeExit', idle).off('uncaughtException', otherwise.reject);
  }
}

function refused(path: string, problem: string, hint: string): LoadedPlan {
  return { ok: false, problems: [{ path, problem, hint }] };
}
