/**
 * A storage server of its own for a test: the real command in a real process, on a free port and in a fresh folder; killed and removed
 * when the test ends, however it ends.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, open, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Lifetime } from '../store-process.ts';

export const token = 'the token of this test only';

const main = fileURLToPath(new URL('../../src/storage-server.ts', import.meta.url));

export interface StorageProcess {
  readonly id: string;
  /** host:port; the same after a restart. */
  readonly address: string;
  readonly directory: string;
  readonly log: () => string;
  /** Sends the signal and resolves with the exit code (null when the signal ended it). */
  readonly end: (signal: 'SIGTERM' | 'SIGKILL') => Promise<number | null>;
  readonly pause: () => void;
  readonly resume: () => void;
  readonly restart: () => Promise<StorageProcess>;
}

export interface Start {
  readonly id: string;
  readonly port?: number;
  readonly directory?: string;
  /** A disk of that size, made for this server alone. */
  readonly tmpfsBytes?: number;
  readonly args?: readonly string[];
}

export async function startStorage(t: Lifetime, start: Start): Promise<StorageProcess> {
  const directory = start.directory ?? (await mkdtemp(join(tmpdir(), `storage-${start.id}-`)));
  if (start.directory === undefined) t.after(() => rm(directory, { recursive: true, force: true }));
  const { id, port = 0, args = [] } = start;
  const command = [main, '--id', id, '--port', `${port}`, '--data', directory, ...args];
  const child = spawnServer(command, start.tmpfsBytes, directory);
  const exited = once(child, 'exit') as Promise<[number | null]>;
  const running = (): boolean => child.exitCode === null && child.signalCode === null;
  const end = async (signal: 'SIGTERM' | 'SIGKILL'): Promise<number | null> => {
    if (running()) child.kill(signal);
    return (await exited)[0];
  };
  t.after(() => end('SIGKILL'));
  const output: string[] = [];
  const address = await listening(child, output);
  return {
    id,
    address,
    directory,
    log: () => output.join(''),
    end,
    pause: () => void child.kill('SIGSTOP'),
    resume: () => void child.kill('SIGCONT'),
    restart: () => startStorage(t, { ...start, directory, port: Number(address.split(':')[1]) }),
  };
}

function spawnServer(command: readonly string[], tmpfsBytes: number | undefined, directory: string): ChildProcess {
  const options = {
    stdio: ['ignore', 'pipe', 'pipe'] as ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, OBJECT_STORE_CLUSTER_TOKEN: token },
  };
  if (tmpfsBytes === undefined) return spawn(process.execPath, command, options);
  const script = `mount -t tmpfs -o size=${tmpfsBytes} none "$0" && exec "$@"`;
  return spawn('unshare', ['-Urm', 'sh', '-c', script, directory, process.execPath, ...command], options);
}

function listening(child: ChildProcess, output: string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const take = (part: Buffer): void => {
      output.push(part.toString());
      const address = /"event":"listening",.*"address":"([^"]+)"/.exec(output.join(''))?.[1];
      if (address !== undefined) resolve(address);
    };
    child.stdout?.on('data', take);
    child.stderr?.on('data', take);
    child.once('error', reject);
    child.once('exit', () => reject(new Error(`The storage server did not start: ${output.join('')}`)));
  });
}

/** The files in which it keeps bytes, complete or not. */
export async function filesOf({ directory }: Pick<StorageProcess, 'directory'>): Promise<string[]> {
  const folders = await Promise.all(
    ['incoming', 'chunks'].map((folder) => readdir(join(directory, folder), { recursive: true, withFileTypes: true })),
  );
  return folders
    .flat()
    .filter((file) => file.isFile() && !file.name.startsWith('check-'))
    .map((file) => join(file.parentPath, file.name));
}

/** `fromEnd` counts from the end of the file, where the footer is. */
export async function flipBit(path: string, position: number, fromEnd = false): Promise<void> {
  const file = await open(path, 'r+');
  const at = fromEnd ? (await file.stat()).size - position : position;
  const byte = Buffer.alloc(1);
  await file.read(byte, 0, 1, at);
  await file.write(Buffer.of((byte[0] ?? 0) ^ 1), 0, 1, at);
  await file.close();
}
