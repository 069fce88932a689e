/**
 * A store of its own for a test: the real command in a real process, on a free port and in a fresh folder; killed and removed when
 * the test ends, however it ends. Two tenants can sign: `alpha` and `beta`.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { filesCredentials } from './files-credentials.ts';

export const credentials = {
  alpha: { accessKeyId: 'ALPHAKEY', secretAccessKey: 'secret of alpha' },
  beta: { accessKeyId: 'BETAKEY', secretAccessKey: 'secret of beta' },
} as const;

export type Tenant = keyof typeof credentials;

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));

export interface StoreProcess {
  readonly url: string;
  readonly dataDirectory: string;
  readonly log: () => string;
  /** Sends the signal and resolves with the exit code (null when the signal ended it). */
  readonly end: (signal: 'SIGTERM' | 'SIGKILL') => Promise<number | null>;
  /** The same folder, served by a new process. */
  readonly restart: () => Promise<StoreProcess>;
}

/** What else a store may be started with. */
export interface Start {
  /** What the credentials document says about tenants. */
  readonly tenants?: Readonly<Record<string, { readonly quotaBytes: number }>>;
  readonly args?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

export async function startStoreProcess(t: TestContext, defect?: string, start: Start = {}): Promise<StoreProcess> {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'object-store-'));
  t.after(() => rm(dataDirectory, { recursive: true, force: true }));
  const args = [...(start.args ?? []), ...(defect === undefined ? [] : ['--defect', defect])];
  return serve(t, dataDirectory, { ...start, args });
}

async function serve(t: TestContext, dataDirectory: string, start: Start): Promise<StoreProcess> {
  const { tenants, args = [], environment } = start;
  const child = spawn(process.execPath, [main, '--port', '0', '--data', dataDirectory, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, OBJECT_STORE_CREDENTIALS: credentialsJson(tenants), ...environment },
  });
  const exited = once(child, 'exit') as Promise<[number | null]>;
  const end = async (signal: 'SIGTERM' | 'SIGKILL'): Promise<number | null> => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal);
    return (await exited)[0];
  };
  t.after(() => end('SIGKILL'));
  const output: string[] = [];
  const url = await listening(child, output);
  const log = (): string => output.join('');
  return { url, dataDirectory, log, end, restart: () => serve(t, dataDirectory, start) };
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
