/** Sharing an fsync never tells anybody "durable" on the strength of an fsync that began before they asked. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SharedSync } from './shared-sync.ts';

/** A disk whose syncs end when the test says so. */
function manualDisk() {
  const syncs: PromiseWithResolvers<void>[] = [];
  const shared = new SharedSync(() => {
    const sync = Promise.withResolvers<void>();
    syncs.push(sync);
    return sync.promise;
  });
  return { syncs, shared };
}

async function settled(promise: Promise<void>): Promise<boolean> {
  await new Promise(setImmediate);
  return Promise.race([promise.then(() => true), Promise.resolve(false)]);
}

test('those who ask during a sync share the next one', async () => {
  const { syncs, shared } = manualDisk();
  const first = shared.request();
  const late = [shared.request(), shared.request(), shared.request()];
  assert.equal(syncs.length, 1);
  syncs[0]?.resolve();
  await first;
  assert.deepEqual(await Promise.all(late.map(settled)), [false, false, false]);
  assert.equal(syncs.length, 2);
  syncs[1]?.resolve();
  await Promise.all(late);
});

test('a sync that fails is told to those it was for, and to nobody else', async () => {
  const { syncs, shared } = manualDisk();
  const first = shared.request();
  const late = shared.request();
  syncs[0]?.reject(new Error('disk gone'));
  await assert.rejects(first, /disk gone/);
  await new Promise(setImmediate);
  syncs[1]?.resolve();
  await late;
});
