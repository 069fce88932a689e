/** The limits of this machine and of Node that the store is held against, measured on the server's core while nothing else runs there. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { pinned, SERVER_CORE } from '../load/measure.ts';
import { freePort } from '../load/server.ts';
import { answersAt, startProcess } from './process.ts';
import { type Served, whileRunning } from './store.ts';

const run = promisify(execFile);
const SCRIPT = join(import.meta.dirname, 'limits-process.ts');
const GRACE_MS = 30_000;

/** Bytes a second that MD5 takes in. */
export function md5Limit(seconds: number): Promise<number> {
  return limit(seconds, 'md5', `${seconds}`);
}

/** Bytes a second that reach the disk below a folder in files of 1 MiB, that many at once, each waited for. Leaves the files there. */
export function diskLimit(seconds: number, folder: string, atOnce: number): Promise<number> {
  return limit(seconds, 'disk', `${seconds}`, folder, `${atOnce}`);
}

/** A server on the server's core that is node:http and nothing else: whatever is asked for, it answers with as many bytes from memory. */
export async function withBareServer<T>(bytes: number, work: (bare: Served) => Promise<T>): Promise<T> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const script = join(import.meta.dirname, 'bare-server-process.ts');
  const command = { argv: [process.execPath, script, `${port}`, `${bytes}`], cores: `${SERVER_CORE}` };
  return whileRunning(await startProcess(command, () => answersAt(url)), (running) => work({ url, running }));
}

async function limit(seconds: number, ...args: readonly string[]): Promise<number> {
  const [program = '', ...rest] = pinned(SERVER_CORE, [process.execPath, SCRIPT, ...args]);
  const { stdout } = await run(program, rest, { timeout: seconds * 1000 + GRACE_MS });
  return Number(stdout);
}
