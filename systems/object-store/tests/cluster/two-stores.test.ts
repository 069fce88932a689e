/** A second store that is given the storage servers of a first one: it finds no chunk of its own there, and must not sweep the other's. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { StoreUnavailableError } from '../../src/chunks/chunk-store.ts';
import { createRemoteChunks } from '../../src/storage/remote-chunks.ts';
import { openCluster, someBytes } from './cluster.ts';
import { filesOf, startStorage, token } from './storage-process.ts';

test('a storage server keeps the chunks of one store, and lets no other look, write or remove, not even after a restart', async (t) => {
  const server = await startStorage(t, { id: 's1' });
  const first = await openCluster(t, { servers: [server], replicas: 1 });
  const bytes = someBytes(400_000);
  const content = await first.store('kept', bytes);

  const second = await openCluster(t, { servers: [server], replicas: 1 });
  assert.equal(second.membership.isUp('s1'), false);
  await assert.rejects(second.store('elsewhere', someBytes(10)), StoreUnavailableError);
  const chunks = second.membership.store('s1');
  await assert.rejects(async () => chunks?.list('', 10), /chunks of another store.*Give the gateway that database/s);
  await assert.rejects(async () => chunks?.remove(content.chunks[0]?.id ?? ''), StoreUnavailableError);

  await server.end('SIGKILL');
  await server.restart();
  await second.membership.beat();
  assert.equal(second.membership.isUp('s1'), false);
  await first.membership.beat();
  assert.ok((await first.load(content)).equals(bytes));
  assert.equal((await filesOf(server)).length, 1);
});

test('who is no gateway names no store, and may ask how a storage server is', async (t) => {
  const server = await startStorage(t, { id: 's1' });
  const health = createRemoteChunks({ id: 's1', address: server.address, token });
  t.after(() => health.close());
  await openCluster(t, { servers: [server] });
  assert.ok((await health.check()).totalBytes > 0);
});
