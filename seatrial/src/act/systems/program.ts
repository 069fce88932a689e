/** Whether the program of a command is on this machine, as a shell would look for it. */
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, resolve } from 'node:path';
import type { Environment } from './command.ts';

/**
 * Why it cannot be started, as a sentence that says what to do; null when it can be found and run.
 * @example missingProgram('postgres', process.env, '/srv') // "there is no program 'postgres' in PATH; ..."
 */
export function missingProgram(program: string, environment: Environment, folder: string): string | null {
  if (program.includes('/')) {
    const path = resolve(folder, program);
    const found = lookAt(path);
    if (found === 'runs') return null;
    if (found === 'missing') return `there is no program ${path}; correct the command, or build it first`;
    return `${path} is not a program that can be run; chmod +x it, or put its interpreter before it`;
  }
  const folders = (environment.PATH ?? '/usr/local/bin:/usr/bin:/bin').split(delimiter);
  const found = folders.map((each) => lookAt(resolve(folder, each, program)));
  if (found.includes('runs')) return null;
  return `there is no program '${program}' in PATH; install it, or write its path: './${program}'`;
}

function lookAt(path: string): 'runs' | 'missing' | 'refused' {
  try {
    if (!statSync(path).isFile()) return 'refused';
    accessSync(path, constants.X_OK);
    return 'runs';
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' || code === 'ENOTDIR' ? 'missing' : 'refused';
  }
}
