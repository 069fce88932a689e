import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inParallel } from './in-parallel.ts';

const { signal } = new AbortController();

test('a quick refusal is not hidden by a slow success', async () => {
  const slow = Promise.withResolvers<null>();
  const work = async (item: string): Promise<string | null> => {
    if (item === 'slow') return slow.promise;
    setImmediate(() => slow.resolve(null));
    return 'refused';
  };
  assert.equal(await inParallel(['slow', 'quick'], { parallel: 2, signal }, work), 'refused');
});

test('of several reasons to stop the first is given', async () => {
  const slow = Promise.withResolvers<string>();
  const work = async (item: string): Promise<string | null> => {
    if (item === 'slow') return slow.promise;
    setImmediate(() => slow.resolve('later'));
    return 'first';
  };
  assert.equal(await inParallel(['slow', 'quick'], { parallel: 2, signal }, work), 'first');
});

test('items are begun in their order, so many at a time, and none after a reason to stop', async () => {
  const begun: number[] = [];
  let [running, most] = [0, 0];
  const stop = await inParallel([1, 2, 3, 4, 5, 6], { parallel: 2, signal }, async (item) => {
    begun.push(item);
    most = Math.max(most, ++running);
    await new Promise(setImmediate);
    running--;
    return item === 3 ? 'enough' : null;
  });
  assert.deepEqual([stop, begun, most], ['enough', [1, 2, 3, 4], 2]);
});

test('none is begun once it is ended from outside', async () => {
  const ending = new AbortController();
  const begun: number[] = [];
  const stop = await inParallel([1, 2, 3], { parallel: 1, signal: ending.signal }, async (item) => {
    begun.push(item);
    if (item === 2) ending.abort();
    return null;
  });
  assert.deepEqual([stop, begun], [null, [1, 2]]);
});
