/**
 * A store of its own for a test: the real command in a real process, on a free port and in a fresh folder; killed and removed when
 * the test ends, however it ends. Two tenants can sign: `alpha` and `beta`.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { filesCredentials } from './files-credentials.ts';

export const credentials = {
  alpha: { accessKeyId: 'ALPHAKEY', secretAccessKey: 'secret of alpha' },
  beta: { accessKeyId: 'BETAKEY', secretAccessKey: 'secret of beta' },
} as const;

export type Tenant = keyof typeof credentials;

export interface StoreProcess {
  readonly url: string;
  readonly dataDirectory: string;
  readonly log: () => string;
  /** Resolves when the log says so: it is written behind the answers. */
  readonly logged: (pattern: RegExp) => Promise<void>;
  /** Resolves with the exit code when it has ended, whoever ended it. */
  readonly ended: Promise<number | null>;
  /** Sends the signal and resolves with the exit code (null when the signal ended it). */
  readonly end: (signal: 'SIGTERM' | 'SIGKILL') => Promise<number | null>;
  /** The same folder, served by a new process. */
  readonly restart: () => Promise<StoreProcess>;
}

/** What a store lives as long as: a test, as a rule. */
export interface Lifetime {
  after(end: () => unknown): void;
}

/** What else a store may be started with. */
export interface Start {
  /** What the credentials document says about tenants. */
  readonly tenants?: Readonly<Record<string, { readonly quotaBytes: number }>>;
  readonly args?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** A disk of that size for its folder, made for this process alone. */
  readonly tmpfsBytes?: number;
}

/** Of the file that asks for it: what is given to it ends after all its tests, the last first. */
export function fileLifetime(): Lifetime {
  const ends: (() => unknown)[] = [];
  after(async () => {
    for (const end of ends.reverse()) await end();
  });
  return { after: (end) => void ends.push(end) };
}

/** What all tests of a file share, made when the first of them asks for it. */
export function sharedByFile<Shared>(make: (lifetime: Lifetime) => Promise<Shared>): () => Promise<Shared> {
  const lifetime = fileLifetime();
  let made: Promise<Shared> | undefined;
  return () => {
    made ??= make(lifetime);
    return made;
  };
}

/**
 * One store for all tests of a file, started when the first of them asks for it; each works in a bucket of its own. Not for a test that
 * ends it, or that looks at all it holds.
 */
export function oneStore(): () => Promise<StoreProcess> {
  return sharedByFile(startStoreProcess);
}

export async function startStoreProcess(t: Lifetime, defect?: string, start: Start = {}): Promise<StoreProcess> {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'object-store-'));
  t.after(() => rm(dataDirectory, { recursive: true, force: true }));
  const args = [...(start.args ?? []), ...(defect === undefined ? [] : ['--defect', defect])];
  return startCommand(t, 'main.ts', dataDirectory, { ...start, args });
}

/** Any command of `src/` that listens as a store does, in a folder that outlives it. */
export async function startCommand(
  t: Lifetime,
  script: string,
  dataDirectory: string,
  start: Start = {},
): Promise<StoreProcess> {
  const { tenants, args = [], environment } = start;
  const path = fileURLToPath(new URL(`../src/${script}`, import.meta.url));
  const command = [process.execPath, path, '--port', '0', '--data', dataDirectory, ...args];
  const [program = '', ...rest] =
    start.tmpfsBytes === undefined ? command : onTmpfs(dataDirectory, start.tmpfsBytes, command);
  const child = spawn(program, rest, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, OBJECT_STORE_CREDENTIALS: credentialsJson(tenants), ...environment },
  });
  const ended = once(child, 'exit').then(([code]) => code as number | null);
  const end = async (signal: 'SIGTERM' | 'SIGKILL'): Promise<number | null> => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal);
    return ended;
  };
  t.after(() => end('SIGKILL'));
  const output: string[] = [];
  const url = await listening(child, output);
  const log = (): string => output.join('');
  const logged = async (pattern: RegExp): Promise<void> => {
    for (const triedMs = performance.now(); !pattern.test(log()); ) {
      if (performance.now() - triedMs > 60_000) throw new Error(`${pattern} is not in the log: ${log()}`);
      await sleep(10);
    }
  };
  const restart = () => startCommand(t, script, dataDirectory, start);
  return { url, dataDirectory, log, logged, ended, end, restart };
}

function onTmpfs(directory: string, sizeBytes: number, command: readonly string[]): string[] {
  const script = `mount -t tmpfs -o size=${sizeBytes} none "$0" && exec "$@"`;
  return ['unshare', '-Urm', 'sh', '-c', script, directory, ...command];
}

export function credentialsJson(tenants: NonNullable<Start['tenants']> = {}): string {
  const accessKeys = Object.entries(credentials).map(([tenant, keys]) => ({ tenant, ...keys }));
  return JSON.stringify({ accessKeys, ...filesCredentials, tenants });
}

function listening(child: ChildProcess, output: string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const take = (part: Buffer): void => {
      output.push(part.toString());
      const url = /"event":"listening","url":"([^"]+)"/.exec(output.join(''))?.[1];
      if (url !== undefined) resolve(url);
    };
    child.stdout?.on('data', take);
    child.stderr?.on('data', take);
    child.once('exit', () => reject(new Error(`The store did not start: ${output.join('')}`)));
  });
}
