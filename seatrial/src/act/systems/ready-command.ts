/**
 * Asks a command whether an instance is ready: exit code 0 says so. The command runs as the instance does and bears its mark.
 * It is ended with all that it started as soon as its answer is not needed, and by the guard when Seatrial dies.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import type { AttemptResult } from '../../evidence/emit.ts';
import type { Account } from './account.ts';
import type { Environment } from './command.ts';
import { marked } from './members.ts';

const KEPT_CHARACTERS = 2000;
const LAST_WORDS_MS = 100;

/** What it is started with, beside its command and environment. */
export interface Launching {
  readonly workingFolder: string;
  /** Whom it runs as; null for ourselves. */
  readonly account: Account | null;
  /** The instance's own. */
  readonly mark: string;
}

export async function askCommand(
  command: readonly string[],
  environment: Environment,
  { workingFolder, account, mark }: Launching,
  signal: AbortSignal,
): Promise<AttemptResult> {
  const [program = '', ...rest] = command;
  const child = spawn(program, rest, {
    cwd: workingFolder,
    env: marked(environment, mark),
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    ...account,
  });
  const said = lastWordsOf(child);
  const end = (): void => endAll(child);
  signal.addEventListener('abort', end, { once: true });
  if (signal.aborted) end();
  try {
    const [code, name] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
    if (code === 0) return { ok: true };
    // Its output may come a little later, and a process that it left behind may hold the pipe open.
    await Promise.race([once(child, 'close'), setTimeout(LAST_WORDS_MS)]);
    const how = signal.aborted ? 'had not ended' : name === null ? `exited with code ${code}` : `was ended by ${name}`;
    return { ok: false, because: `'${command.join(' ')}' ${how}${said()}` };
  } catch (error) {
    return { ok: false, because: `'${command.join(' ')}' could not be started: ${(error as Error).message}` };
  } finally {
    signal.removeEventListener('abort', end);
    end();
  }
}

/** The last line of what it has printed, as the end of a sentence. */
function lastWordsOf({ stdout, stderr }: ChildProcess): () => string {
  let text = '';
  for (const stream of [stdout, stderr])
    stream?.setEncoding('utf8').on('data', (part: string) => {
      text = (text + part).slice(-KEPT_CHARACTERS);
    });
  return () => {
    const line = text.trim().split('\n').at(-1) ?? '';
    return line === '' ? '' : `: ${line.slice(0, 200)}`;
  };
}

/** It leads a group of its own, which all that it started is in. */
function endAll({ pid, stdout, stderr }: ChildProcess): void {
  stdout?.destroy();
  stderr?.destroy();
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // the group is empty
  }
}
