import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { ManualClock, systemClock, waitAtMost } from './clock.ts';
import { LONGEST_MS } from './units.ts';

test('the clock of the runtime starts at 0, or at the instant several threads share, and never goes back', () => {
  const clock = systemClock();
  const first = clock.nowUs();
  assert.ok(first >= 0 && first < 1e6);
  assert.ok(clock.nowUs() >= first);
  const secondAgo = process.hrtime.bigint() - 1_000_000_000n;
  assert.ok(systemClock(secondAgo).nowUs() >= 1e6 - 1);
});

test('a thread that had to wait while it made its clock has the same time as the others', (t) => {
  const shared = process.hrtime.bigint();
  const steady = systemClock(shared);
  const bigint = process.hrtime.bigint;
  let looks = 0;
  t.mock.method(process.hrtime, 'bigint', () => {
    const ns = bigint();
    if (looks++ < 3) busyFor(20);
    return ns;
  });
  const late = systemClock(shared);
  assert.ok(looks > 3);
  const before = steady.nowUs();
  const between = late.nowUs();
  const after = steady.nowUs();
  assert.ok(between > before - 5000 && between < after + 5000, `${between - before} us off`);
});

function busyFor(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

test('a sleep ends by its time or by the signal, which may have fired before', async () => {
  const clock = systemClock();
  const startedUs = clock.nowUs();
  await clock.sleep(5);
  assert.ok(clock.nowUs() - startedUs >= 4000);
  await clock.sleep(60_000, AbortSignal.abort());
  const later = new AbortController();
  setTimeout(() => later.abort(), 1);
  await clock.sleep(60_000, later.signal);
  assert.ok(clock.nowUs() - startedUs < 30e6);
});

test('a sleep until an instant that has passed ends at once and warns of nothing', async (t) => {
  const warned: Error[] = [];
  const note = (warning: Error): void => void warned.push(warning);
  process.on('warning', note);
  t.after(() => process.off('warning', note));
  await systemClock().sleep(-5);
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(warned, []);
});

test('a sleep longer than a timer can wait does not end at once', async () => {
  const clock = systemClock();
  const end = new AbortController();
  let over = false;
  const sleeping = clock.sleep(LONGEST_MS * 2, end.signal).then(() => {
    over = true;
  });
  await clock.sleep(20);
  assert.equal(over, false);
  end.abort();
  await sleeping;
});

test('sleepers of a manual clock wake in order, each before the next, at their own instants', async () => {
  const clock = new ManualClock();
  const woken: string[] = [];
  const sleeper = async (name: string, ...times: number[]): Promise<void> => {
    for (const ms of times) {
      await clock.sleep(ms);
      woken.push(`${name} ${clock.nowUs() / 1000}`);
    }
  };
  void sleeper('a', 10, 10);
  void sleeper('b', 15);
  void sleeper('c', 100);
  await clock.advance(50);
  assert.deepEqual(woken, ['a 10', 'b 15', 'a 20']);
  assert.equal(clock.nowUs(), 50_000);
});

test('a manual sleep ends with the signal, and time does not stop for it again', async () => {
  const clock = new ManualClock();
  const end = new AbortController();
  const sleeping = clock.sleep(1000, end.signal);
  end.abort();
  await sleeping;
  await clock.sleep(10, end.signal);
  assert.equal(clock.nowUs(), 0);
});

test('waiting ends with the work, the limit or the signal, whichever is first, and passes on what work throws', async () => {
  const clock = new ManualClock();
  const never = new Promise<void>(() => {});
  await waitAtMost(clock, 1000, Promise.resolve());
  const limited = waitAtMost(clock, 10, never);
  await clock.advance(10);
  await limited;
  await waitAtMost(clock, 1000, never, AbortSignal.abort());
  await assert.rejects(waitAtMost(clock, 1000, Promise.reject(new Error('work failed'))), /work failed/);
  assert.equal(clock.nowUs(), 10_000);
});

test('a process is not kept alive by a wait that is over', () => {
  const script = `
    import { systemClock, waitAtMost } from ${JSON.stringify(new URL('./clock.ts', import.meta.url).href)};
    const clock = systemClock();
    await waitAtMost(clock, 60_000, clock.sleep(5));
    await waitAtMost(clock, 60_000, new Promise(() => {}), AbortSignal.timeout(5));`;
  const ended = spawnSync(process.execPath, ['--input-type=module', '-e', script], { timeout: 20_000 });
  assert.equal(ended.status, 0, ended.stderr.toString());
});
