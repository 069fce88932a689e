/** Storage servers as real processes with a cluster over them, and the patience that readers and writers are held to on a bad day. */
import assert from 'node:assert/strict';
import type { Lifetime } from '../store-process.ts';
import { openCluster } from './cluster.ts';
import { type StorageProcess, startStorage } from './storage-process.ts';

/** A read or a write may stand still for as long as a dead connection takes to be noticed, and not much longer. */
const patienceMs = 12_000;

export async function serversOf(t: Lifetime, ids: readonly string[]) {
  const servers = await Promise.all(ids.map((id) => startStorage(t, { id })));
  const byId = new Map(servers.map((server) => [server.id, server]));
  const server = (id: string | undefined): StorageProcess => {
    const found = byId.get(id ?? '');
    assert.ok(found, `no server ${id}`);
    return found;
  };
  const restart = async (id: string | undefined): Promise<StorageProcess> => {
    const again = await server(id).restart();
    byId.set(again.id, again);
    return again;
  };
  return { servers, server, restart, cluster: await openCluster(t, { servers }) };
}

export async function timed<Result>(work: Promise<Result>): Promise<Result> {
  const beganMs = performance.now();
  const result = await work;
  const tookMs = performance.now() - beganMs;
  assert.ok(tookMs < patienceMs, `it took ${Math.round(tookMs)} ms`);
  return result;
}
