import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { OwnHealthMonitor } from './own-health.ts';

function block(ms: number): void {
  for (const end = performance.now() + ms; performance.now() < end; );
}

test('a blocked event loop shows as delay and processor time, in its own reading only', async () => {
  const health = new OwnHealthMonitor();
  await sleep(30);
  block(80);
  await sleep(30);
  const blocked = health.reading();
  assert.ok(blocked.loopDelayMaxUs >= 60_000 && blocked.loopDelayP99Us >= 60_000, JSON.stringify(blocked));
  assert.ok(blocked.cpu > 0.05, JSON.stringify(blocked));
  await sleep(120);
  const calm = health.reading();
  health.close();
  assert.ok(calm.loopDelayMaxUs < blocked.loopDelayMaxUs, JSON.stringify(calm));
  assert.ok(calm.cpu < blocked.cpu, JSON.stringify(calm));
});

test('a reading without a tick in between has no delay to tell of', () => {
  const health = new OwnHealthMonitor();
  const { loopDelayMaxUs, loopDelayP99Us } = health.reading();
  health.close();
  assert.deepEqual([loopDelayMaxUs, loopDelayP99Us], [0, 0]);
});
