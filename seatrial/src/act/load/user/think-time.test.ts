import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ThinkTime } from '../../../plan/journey.ts';
import { Random } from '../../../std/random.ts';
import { thinkMs } from './think-time.ts';

/** The mean of many think times. */
function meanMs(time: ThinkTime): number {
  const random = new Random(7, 'think');
  return Array.from({ length: 10_000 }, () => thinkMs(time, random)).reduce((sum, ms) => sum + ms, 0) / 10_000;
}

test('a fixed think time is what was said', () => assert.equal(meanMs('1s'), 1000));

test('drawn think times have the mean that was said', () => {
  const times: ThinkTime[] = [
    { between: ['1s', '3s'] },
    { mean: '2s', distribution: 'exponential' },
    { mean: '2s', distribution: 'normal' },
    { mean: '2s', distribution: 'normal', sd: '100ms' },
  ];
  for (const time of times) assert.ok(Math.abs(meanMs(time) - 2000) < 60, `${JSON.stringify(time)}: ${meanMs(time)}`);
});

test('nobody thinks for less than nothing', () => {
  const random = new Random(1);
  const wide: ThinkTime = { mean: '1s', distribution: 'normal', sd: '10s' };
  for (let n = 0; n < 1000; n++) assert.ok(thinkMs(wide, random) >= 0);
});

test('a time that is none is refused with what to write', () => {
  assert.throws(
    () => thinkMs({ mean: 'long' as '1s', distribution: 'normal' }, new Random(1)),
    /t\.think mean: 'long'/,
  );
});
