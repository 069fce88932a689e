/** What is told when there is nothing to repair from: which copies are bad, and which nobody could be asked for. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pino } from 'pino';
import { Repair } from '../../src/placement/repair.ts';
import { openCluster, openDisks, someBytes } from './cluster.ts';

test('an absent copy whose other server is away is not called damaged, and is repaired when that server is back', async (t) => {
  const disks = await openDisks(t, ['s1', 's2']);
  const { store, membership, metadata, counters } = await openCluster(t, disks);
  const [chunk] = (await store('key', someBytes(1000))).chunks;
  assert.ok(chunk !== undefined);
  const lines: string[] = [];
  const repair = new Repair(membership, metadata, counters, pino({}, { write: (line) => lines.push(line) }));

  await disks.disk('s1').store.remove(chunk.id);
  disks.disk('s2').away = true;
  await repair.run(chunk, 's1');
  assert.equal(lines.length, 1);
  assert.match(`${lines[0]}`, /no sound copy of chunk \S+ to repair from: it is absent on s1, s2 does not answer\./);
  assert.doesNotMatch(`${lines[0]}`, /damaged/);

  disks.disk('s2').away = false;
  await repair.run(chunk, 's1');
  assert.equal(await disks.disk('s1').store.verify(chunk.id), 'sound');
  assert.deepEqual([counters.badCopies, counters.failedRepairs, counters.repairedCopies], [2, 1, 1]);
});
