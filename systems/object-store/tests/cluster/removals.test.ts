/** Copies of what was deleted or refused are gone from every server: what cannot be removed at once is tried again, for a while. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ChunkStore, NoSpaceError } from '../../src/chunks/chunk-store.ts';
import { eventually } from '../eventually.ts';
import { openCluster, openDisks, someBytes } from './cluster.ts';

test('the copy of a deleted chunk is removed when its server is back', async (t) => {
  const disks = await openDisks(t, ['s1', 's2']);
  const { store, contents } = await openCluster(t, disks);
  const { chunks } = await store('key', someBytes(1000));
  disks.disk('s2').away = true;
  contents.remove(chunks);
  const left = async (id: string) => (await disks.disk(id).store.list('', 10)).length;
  await eventually('the other copy is removed', async () => assert.equal(await left('s1'), 0));
  assert.equal(await left('s2'), 1);
  disks.disk('s2').away = false;
  await eventually('this copy is removed', async () => assert.equal(await left('s2'), 0));
});

test('the copy of a refused chunk is removed when its server is back', async (t) => {
  const disks = await openDisks(t, ['s1', 's2']);
  /** The disk of s2 is full, and s1 does not answer from then on. */
  const connect = (server: { readonly id: string }): ChunkStore => {
    const disk = disks.connect(server);
    if (server.id === 's1') return disk;
    return {
      ...disk,
      async put(_id, source) {
        for await (const _part of source);
        disks.disk('s1').away = true;
        throw new NoSpaceError('The disk is full.');
      },
    };
  };
  const { store } = await openCluster(t, { servers: disks.servers, connect });
  await assert.rejects(store('key', someBytes(1000)));
  const left = async () => (await disks.disk('s1').store.list('', 10)).length;
  assert.equal(await left(), 1);
  disks.disk('s1').away = false;
  await eventually('the copy is removed', async () => assert.equal(await left(), 0));
});
