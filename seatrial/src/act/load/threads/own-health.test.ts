import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { temporaryFolder } from '../../../evidence/testing/run.ts';
import { ManualClock } from '../../../std/clock.ts';
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
  // On a busy machine it waited for a processor for most of that time.
  assert.ok(blocked.cpu + (blocked.cpuWait ?? 0) > 0.05, JSON.stringify(blocked));
  let calm = blocked;
  // Other work may take the processor as well: one calm moment is enough.
  for (let left = 20; left > 0 && calm.loopDelayMaxUs >= blocked.loopDelayMaxUs; left--) {
    await sleep(120);
    calm = health.reading();
  }
  health.close();
  assert.ok(calm.loopDelayMaxUs < blocked.loopDelayMaxUs, JSON.stringify(calm));
  assert.ok(calm.cpu < blocked.cpu + (blocked.cpuWait ?? 0), JSON.stringify(calm));
});

test('a reading without a tick in between has no delay to tell of', () => {
  const health = new OwnHealthMonitor();
  const { loopDelayMaxUs, loopDelayP99Us } = health.reading();
  health.close();
  assert.deepEqual([loopDelayMaxUs, loopDelayP99Us], [0, 0]);
});

test('how long it waited for a processor is a share of the time since the last reading', async (t) => {
  const schedstat = join(temporaryFolder(t), 'schedstat');
  const waited = (ns: number): void => writeFileSync(schedstat, `5000000 ${ns} 12\n`);
  waited(40_000_000);
  const clock = new ManualClock();
  const health = new OwnHealthMonitor(clock, schedstat);
  t.after(() => health.close());
  await clock.advance(1000);
  waited(640_000_000);
  assert.equal(health.reading().cpuWait, 0.6);
  await clock.advance(1000);
  assert.equal(health.reading().cpuWait, 0);
  const untold = new OwnHealthMonitor(clock, '/nowhere');
  t.after(() => untold.close());
  assert.equal(untold.reading().cpuWait, null);
});
