/**
 * The environment files of a system (`NAME=value` lines, as `node --env-file` reads them). They are read when the plan is
 * imported and become part of its `env`, so the rules for `env` hold for them too.
 */
import { parseEnv } from 'node:util';
import { shown } from '../../std/shown.ts';
import { readBeside } from '../beside.ts';
import { isPlain } from '../options.ts';
import type { PlanProblem } from '../problems.ts';

interface Options {
  readonly env?: Readonly<Record<string, string>>;
  readonly envFile?: unknown;
}

/** The options without `envFile`, whose values stand in `env`; and what is wrong with those files. */
export function withEnvFiles<T extends object>(options: T, own: string): { given: T; mistakes: PlanProblem[] } {
  const { envFile, env, ...rest } = (isPlain(options) ? options : {}) as Options;
  if (envFile === undefined) return { given: options, mistakes: [] };
  const files: readonly unknown[] = Array.isArray(envFile) ? envFile : [envFile];
  const mistakes: PlanProblem[] = [];
  const values: Record<string, string | undefined> = {};
  for (const file of files) {
    if (typeof file !== 'string' && !(file instanceof URL)) {
      const hint = "write the path of a file: envFile: '.env'";
      mistakes.push({ path: '.envFile', problem: `${shown(file)} is not a file`, hint });
      continue;
    }
    const found = readBeside(file, import.meta.url, own);
    if (found.ok) Object.assign(values, parseEnv(found.text));
    else mistakes.push({ path: '.envFile', problem: found.because, hint: "write the path of a file: envFile: '.env'" });
  }
  return {
    given: { ...rest, env: isPlain(env) || env === undefined ? { ...values, ...env } : env } as unknown as T,
    mistakes,
  };
}
