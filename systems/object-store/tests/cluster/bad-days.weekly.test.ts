/** The bad days that last: servers that stand still again and again, and that come and go under readers and writers. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Content } from '../../src/contents/content-store.ts';
import { someBytes } from './cluster.ts';
import { serversOf, timed } from './on-bad-days.ts';
import { filesOf, startStorage } from './storage-process.ts';

test('a server that stands still for seconds, again and again, is slow and not dead', async (t) => {
  const { server, cluster } = await serversOf(t, ['s1', 's2']);
  const bytes = someBytes(9_000_000);
  for (const key of ['first', 'second']) {
    server('s1').pause();
    const work = Promise.all([cluster.store(key, bytes, 4_000_000), cluster.membership.suspect('s1')]);
    await sleep(2500);
    server('s1').resume();
    const [content] = await timed(work);
    assert.ok(cluster.membership.isUp('s1'));
    for (const { servers } of content.chunks) assert.deepEqual([...servers].sort(), ['s1', 's2']);
    assert.ok((await cluster.load(content)).equals(bytes));
  }
  assert.equal(cluster.counters.replacedCopies, 0);
});

test('servers come and go under readers and writers, and no request fails', async (t) => {
  const { servers, cluster } = await serversOf(t, ['s1', 's2', 's3']);
  const objects = new Map<Content, Buffer>();
  for (let index = 0; index < 12; index++) {
    const bytes = someBytes(100_000 + index * 150_000);
    objects.set(await cluster.store(`${index}`, bytes, 300_000), bytes);
  }
  let requests = 0;
  let going = true;
  const reader = async (): Promise<void> => {
    while (going) {
      for (const [content, bytes] of objects) {
        assert.ok((await cluster.load(content)).equals(bytes));
        requests += 1;
      }
    }
  };
  const writer = async (): Promise<void> => {
    while (going) {
      const bytes = someBytes(200_000);
      const content = await cluster.store(`written ${requests}`, bytes);
      assert.ok((await cluster.load(content)).equals(bytes));
      requests += 1;
    }
  };
  const load = Promise.all([reader(), reader(), writer()]);
  const fourth = await startStorage(t, { id: 's4' });
  await cluster.membership.add('s4', fourth.address);
  await cluster.rebalance();
  await cluster.membership.drain('s1');
  for (let rounds = 0; !(await cluster.membership.remove('s1')); rounds++) {
    assert.ok(rounds < 10, 's1 is not emptied');
    await cluster.rebalance();
  }
  assert.equal(await servers[0]?.end('SIGTERM'), 0);
  going = false;
  await load;
  assert.ok(requests > 20, `${requests} requests`);
  assert.deepEqual(await filesOf(fourth).then((files) => files.length > 5), true);
});
