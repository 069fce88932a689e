/** How defects of a cluster are seen from outside: a store over storage servers of its own, that are killed or joined by another. */
import { randomBytes } from 'node:crypto';
import type { TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { S3Client } from '@aws-sdk/client-s3';
import { type StorageProcess, startStorage, token } from '../../tests/cluster/storage-process.ts';
import { ask } from '../../tests/files-client.ts';
import type { Start, StoreProcess } from '../../tests/store-process.ts';
import { put, read } from './observation.ts';

export interface TestedCluster {
  readonly store: StoreProcess;
  readonly s3: S3Client;
  readonly servers: readonly StorageProcess[];
  readonly t: TestContext;
}

/** True when the store misbehaves. */
export type ClusterMisbehaves = (cluster: TestedCluster) => Promise<boolean>;

export async function startServers(t: TestContext): Promise<{ servers: readonly StorageProcess[]; start: Start }> {
  const servers = await Promise.all(['s1', 's2'].map((id) => startStorage(t, { id })));
  const args = servers.flatMap(({ id, address }) => ['--storage', `${id}=${address}`]);
  return { servers, start: { args, environment: { OBJECT_STORE_CLUSTER_TOKEN: token } } };
}

const keys = Array.from({ length: 12 }, (_, index) => `key ${index}`);

async function someReadFails(s3: S3Client): Promise<boolean> {
  for (const key of keys) {
    const failed = await read(s3, key).then(
      () => false,
      () => true,
    );
    if (failed) return true;
  }
  return false;
}

const firstServerDies: ClusterMisbehaves = async ({ s3, servers }) => {
  for (const key of keys) await put(s3, key, randomBytes(10_000));
  await servers[0]?.end('SIGKILL');
  return someReadFails(s3);
};

export const clusterDefects: Readonly<Record<string, ClusterMisbehaves>> = {
  'one-copy': firstServerDies,

  'no-fail-over': firstServerDies,

  'always-healthy': async ({ store, servers }) => {
    await servers[0]?.end('SIGKILL');
    for (const beganMs = performance.now(); performance.now() - beganMs < 4000; await sleep(100)) {
      const { status } = (await (await fetch(`${store.url}/health`)).json()) as { status: string };
      if (status !== 'ok') return false;
    }
    return true;
  },

  'remove-before-copy': async ({ store, s3, t }) => {
    for (const key of keys) await put(s3, key, randomBytes(10_000));
    const third = await startStorage(t, { id: 's3' });
    const body = JSON.stringify({ id: 's3', address: third.address });
    await ask(store, 'operator', 'POST', '/admin/servers', { body });
    for (const beganMs = performance.now(); performance.now() - beganMs < 3000; )
      if (await someReadFails(s3)) return true;
    return false;
  },
};
