/**
 * The command of a container's health check: `healthcheck.ts http://HOST:PORT/health` asks a gateway, `healthcheck.ts ID=HOST:PORT` a
 * storage server (with the cluster's token from the environment). Exit code 0 means that it serves.
 */
import { reportFailure } from '@seatrial/service-process';
import { readServer } from './options.ts';
import { requireToken } from './storage/cluster-token.ts';
import { createRemoteChunks } from './storage/remote-chunks.ts';

const LIMIT_MS = 4000;

try {
  const [target = ''] = process.argv.slice(2);
  await (target.startsWith('http:') ? askGateway(target) : askStorageServer(target));
} catch (error) {
  reportFailure(process, 'healthcheck', error);
}

async function askGateway(url: string): Promise<void> {
  const response = await fetch(url, { signal: AbortSignal.timeout(LIMIT_MS) });
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
  await response.body?.cancel();
}

async function askStorageServer(target: string): Promise<void> {
  const token = requireToken(process.env.OBJECT_STORE_CLUSTER_TOKEN, 'OBJECT_STORE_CLUSTER_TOKEN');
  const server = createRemoteChunks({ ...readServer(target, 'The target'), token });
  await server.check().finally(() => server.close());
}
