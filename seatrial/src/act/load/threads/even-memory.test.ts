import assert from 'node:assert/strict';
import { test } from 'node:test';
import { getHeapSpaceStatistics } from 'node:v8';
import { Worker } from 'node:worker_threads';
import { capYoungGeneration, THREAD_LIMITS } from './even-memory.ts';

/** Makes objects of which the last 20,000 live, so that something outlives every collection; tells the young memory. */
function churn(between: () => void): number {
  const living: unknown[] = new Array(20_000);
  for (let n = 0; n < 6e6; n++) {
    living[n % living.length] = { n, more: [n, n], text: `x${n}` };
    if (n % 100_000 === 0) between();
  }
  return getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space')?.space_size ?? 0;
}

async function churnInThread(resourceLimits: object): Promise<number> {
  const program = `
    const { getHeapSpaceStatistics } = require('node:v8');
    require('node:worker_threads').parentPort.postMessage((${churn})(() => {}));`;
  const thread = new Worker(program, { eval: true, resourceLimits });
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  thread.on('message', resolve).on('error', reject);
  return promise.finally(() => thread.terminate());
}

test('young memory stays small, in the first thread and in threads of load, where V8 would let it grow', async () => {
  const [unlimited, limited] = await Promise.all([churnInThread({}), churnInThread(THREAD_LIMITS)]);
  const held = churn(capYoungGeneration);
  assert.ok(unlimited > 40e6, `V8 does not grow it any more: ${unlimited}`);
  assert.ok(limited < 20e6 && held < 40e6, `${limited} ${held}`);
});
