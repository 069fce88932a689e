/** Servers of the comparison that are Seatrial's own: the object store embedded, as a cluster on this machine, and one storage server. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Account } from '@seatrial/kit-s3';
import { inFolder } from '../load/attempt.ts';
import { freePort } from '../load/server.ts';
import { answersAt, listensAt, type Running, startProcess } from './process.ts';

const SOURCES = join(import.meta.dirname, '..', '..', 'systems', 'object-store', 'src');

export const account: Account = { tenant: 'bench', accessKeyId: 'BENCH', secretAccessKey: 'secret of the bench only' };
export const apiKey = 'bench.key-of-the-bench-only';
export const clusterToken = 'token of the bench only';

const credentials = JSON.stringify({
  accessKeys: [account],
  apiKeys: [
    { id: 'bench', sha256: createHash('sha256').update('key-of-the-bench-only').digest('hex'), tenant: 'bench' },
  ],
});

/** The command of an embedded store. */
export function storeCommand(folder: string, port: number): { argv: string[]; env: Record<string, string> } {
  const argv = [process.execPath, join(SOURCES, 'main.ts'), '--port', `${port}`, '--data', folder];
  return { argv, env: { OBJECT_STORE_CREDENTIALS: credentials } };
}

export interface Served {
  readonly url: string;
  readonly running: Running;
}

/** A gateway and six storage servers on all cores, for as long as `work` takes. */
export async function withCluster<T>(work: (cluster: Served) => Promise<T>): Promise<T> {
  return inFolder(async (folder) => {
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const argv = [process.execPath, join(SOURCES, 'cluster.ts'), '--port', `${port}`, '--data', folder];
    const command = { argv, env: { OBJECT_STORE_CREDENTIALS: credentials }, cores: ALL_CORES };
    return whileRunning(await startProcess(command, () => answersAt(`${url}/health`)), (running) =>
      work({ url, running }),
    );
  });
}

/** One storage server on all cores. */
export async function withStorageServer<T>(work: (address: string) => Promise<T>): Promise<T> {
  return inFolder(async (folder) => {
    const port = await freePort();
    const script = join(SOURCES, 'storage-server.ts');
    const argv = [process.execPath, script, '--id', 'bench', '--port', `${port}`, '--data', folder];
    const command = { argv, env: { OBJECT_STORE_CLUSTER_TOKEN: clusterToken }, cores: ALL_CORES };
    return whileRunning(await startProcess(command, () => listensAt(port)), () => work(`127.0.0.1:${port}`));
  });
}

export const ALL_CORES = '0-1';

export async function whileRunning<T>(running: Running, work: (running: Running) => Promise<T>): Promise<T> {
  try {
    return await work(running);
  } finally {
    await running.stop();
  }
}
