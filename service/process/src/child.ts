/**
 * A process that this one starts, a program of the same service. It has a channel to this process and ends when that closes (see `ending.ts`), so that none
 * outlives us however we die. It is in a process group of its own: a Ctrl-C is for us to hand on, in order.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Logger } from '@seatrial/service-log';

export interface ChildStart {
  readonly name: string;
  /** The path of the program. */
  readonly script: string;
  readonly args: readonly string[];
  readonly environment: NodeJS.ProcessEnv;
}

export interface StartedChild {
  readonly name: string;
  /** What it logged when it was ready; rejects with an Error whose message is meant for the operator when it ended before. */
  readonly listening: Promise<Readonly<Record<string, unknown>>>;
  /** Resolves when it has ended, however. */
  readonly exited: Promise<void>;
  /** Asks it to end, and kills it when it has not within the limit. */
  readonly end: (limitMs: number) => Promise<void>;
}

export function startChild({ name, script, args, environment }: ChildStart, log: Logger): StartedChild {
  const child = spawn(process.execPath, [script, ...args], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    detached: true,
    env: environment,
  });
  log.info({ process: name, pid: child.pid }, 'started a process');
  const exited = once(child, 'exit').then(() => undefined);
  return {
    name,
    listening: forwardUntilListening(child, name),
    exited,
    async end(limitMs) {
      child.kill('SIGTERM');
      const late = setTimeout(() => {
        log.error({ process: name }, 'a process did not end when asked, and is killed');
        child.kill('SIGKILL');
      }, limitMs);
      await exited;
      clearTimeout(late);
    },
  };
}

/** Its log lines are forwarded under its name, except "listening", which only this process needs. */
function forwardUntilListening(child: ChildProcess, name: string): StartedChild['listening'] {
  return new Promise((resolve, reject) => {
    if (child.stdout === null) throw new Error('The process was started without an output.');
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (line.includes('"event":"listening"')) resolve(JSON.parse(line) as Record<string, unknown>);
      else console.log(line.replace('{', `{"process":"${name}",`));
    });
    child.once('exit', () => reject(new Error(`The process ${name} ended before it was ready.`)));
  });
}
