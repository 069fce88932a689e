/** One answer for many, for as long as it is kept, and only when it is one. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { kept } from './kept.ts';

test('whoever asks within the time gets the same answer', async () => {
  let asked = 0;
  const ask = kept(3_600_000, async () => ++asked);
  assert.deepEqual([await ask(), await ask()], [1, 1]);
});

test('after the time it is asked again', async () => {
  let asked = 0;
  const ask = kept(0, async () => ++asked);
  assert.deepEqual([await ask(), await ask()], [1, 2]);
});

test('a failure is told to all who asked, and not kept', async () => {
  let asked = 0;
  const ask = kept(3_600_000, async () => {
    asked += 1;
    if (asked === 1) throw new RangeError('not now');
    return asked;
  });
  const [first, second] = [ask(), ask()];
  await assert.rejects(first, RangeError);
  await assert.rejects(second, RangeError);
  assert.equal(await ask(), 2);
});
