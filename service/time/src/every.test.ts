/** A job begins when it should, goes on after a failure, and ends when it is told. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pino } from 'pino';
import { every } from './every.ts';

const log = pino({ enabled: false });

test('the first round has a time of its own, the next ones the interval, whatever the last threw', async () => {
  const third = Promise.withResolvers<void>();
  const begunMs: number[] = [];
  const startMs = performance.now();
  const job = async (): Promise<void> => {
    begunMs.push(performance.now() - startMs);
    if (begunMs.length === 3) third.resolve();
    throw new Error('It fails.');
  };
  const repeated = every(30, 'job', job, log, 0);
  await third.promise;
  await repeated.stop();
  const [first = 0, second = 0] = begunMs;
  assert.ok(second - first >= 29, `${begunMs}`);
  assert.equal(begunMs.length, 3);
});

test('a round under way is told to end, and waited for', async () => {
  const begun = Promise.withResolvers<void>();
  let ended = false;
  const repeated = every(
    3_600_000,
    'job',
    async (signal) => {
      begun.resolve();
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      ended = true;
    },
    log,
    0,
  );
  await begun.promise;
  await repeated.stop();
  assert.ok(ended);
});
