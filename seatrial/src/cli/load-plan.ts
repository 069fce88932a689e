/** Imports a plan file and explains, without a stack trace, why it cannot be. */
import { existsSync, statSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { inspect } from 'node:util';
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
    const loading = import(pathToFileURL(path).href) as Promise<{ default?: Trial }>;
    const module = await orNullWhenStuck(loading);
    if (module === null) return refused(file, 'it waits for something that never comes', 'mend its top-level await');
    return { ok: true, trial: module.default as Trial, path };
  } catch (error) {
    return refused(file, ...explain(error, path));
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

function explain(error: unknown, path: string): [problem: string, hint: string] {
  if (!(error instanceof Error)) return [`it throws ${inspect(error)}`, 'a plan only describes; mend what it throws'];
  const { code } = error as NodeJS.ErrnoException;
  const message = error.message.split('\n')[0] ?? '';
  if (code === 'ERR_MODULE_NOT_FOUND') return [message, 'install the package, or mend the path of the import'];
  if (message.includes('does not provide an export'))
    return [message, 'mend the import: that module exports no such name'];
  if (code === 'ERR_UNKNOWN_FILE_EXTENSION')
    return ['it is no TypeScript or JavaScript', 'name a plan, such as trial.ts'];
  if (message.includes('outside a module')) {
    return ['its package.json says it is a CommonJS module', 'call the plan trial.mts, or set "type": "module" there'];
  }
  const place = placeOf(error, path);
  if (error instanceof SyntaxError || code?.includes('TYPESCRIPT')) {
    const hint = 'mend what stands there; TypeScript runs by removing its types, so no enums and no namespaces';
    return [`${place}it does not parse: ${message}`, hint];
  }
  return [`${place}it throws ${error.name}: ${message}`, 'a plan only describes; mend what it throws'];
}

/** `line 12: ` where the stack names the plan file, else the first file it names: `shop.ts line 3: `. */
function placeOf(error: Error, path: string): string {
  const places = [...(error.stack ?? '').matchAll(/^(?:.*?file:\/\/)?(\/.+?):(\d+)/gm)];
  const own = places.find(([, file]) => file === path || file === pathToFileURL(path).pathname);
  if (own) return `line ${own[2]}: `;
  const [first] = places;
  return first ? `${relative('.', first[1] ?? '')} line ${first[2]}: ` : '';
}

function refused(path: string, problem: string, hint: string): LoadedPlan {
  return { ok: false, problems: [{ path, problem, hint }] };
}
