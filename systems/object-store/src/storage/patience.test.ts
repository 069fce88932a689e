/** Slow is not dead, and no wait is for ever. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { DeadStoreError } from '../chunks/chunk-store.ts';
import { Patience } from './patience.ts';

const limits = { momentMs: 10, mostMs: 60_000 };
const never = new Promise<never>(() => undefined);

test('work that takes many moments is waited for while the server answers, and what becomes of it comes out', async () => {
  const work = Promise.withResolvers<string>();
  let looks = 0;
  const look = async (): Promise<void> => {
    looks += 1;
    if (looks === 3) work.resolve('done');
  };
  const patience = new Patience('s1', look, limits);

  assert.equal(await patience.wait(work.promise), 'done');
  await assert.rejects(patience.wait(sleep(50).then(() => Promise.reject(new RangeError('its own')))), RangeError);
  looks = 0;
  await patience.wait(Promise.resolve());
  assert.equal(looks, 0, 'who is not waited for is not asked');
});

test('who does not answer is left, by all who wait, after one question', async () => {
  let looks = 0;
  const look = async (): Promise<void> => {
    looks += 1;
    await sleep(50);
    throw new Error('silent');
  };
  const patience = new Patience('s1', look, limits);
  const waits = Array.from({ length: 5 }, () => patience.wait(never));
  for (const wait of waits) await assert.rejects(wait, new DeadStoreError('silent'));
  assert.equal(looks, 1);
});

test('work that ends while the server is asked in vain has ended', async () => {
  const patience = new Patience('s1', () => never, limits);
  assert.equal(await patience.wait(sleep(50, 'done')), 'done');
});

test('who answers and does nothing is waited for up to the bound', async () => {
  const patience = new Patience('s1', async () => undefined, { momentMs: 10, mostMs: 50 });
  await assert.rejects(patience.wait(never), /alive, and was waited for in vain for 50 ms/);
});
