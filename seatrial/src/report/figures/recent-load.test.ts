import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import type { RecordOf } from '../../evidence/records.ts';
import { Histogram } from '../../std/histogram.ts';
import { RecentLoad } from './recent-load.ts';

function windowAt(second: number, values: readonly number[]): RecordOf<'window'> {
  const times = new Histogram();
  for (const us of values) times.record(us);
  const data = times.toData();
  return {
    ...{ kind: 'window', seq: 1, atUs: (second + 1) * 1e6, phase: 'p', journey: 'j', step: 's' },
    ...{ fromUs: second * 1e6, toUs: (second + 1) * 1e6, count: values.length, failed: 0, bytesSent: 0 },
    ...{ bytesReceived: 0, response: data, service: data },
  };
}

test('rate, percentile and counts are those of the windows themselves, however long it goes on', () => {
  const second = fc.array(fc.nat(60_000_000), { minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(fc.array(second, { minLength: 1, maxLength: 100 }), (seconds) => {
      const recent = new RecentLoad();
      for (const [index, values] of seconds.entries()) recent.add(windowAt(index, values));
      const nowUs = (seconds.length + 0.5) * 1e6;
      const last = seconds.slice(-5);
      assert.equal(recent.ratePerSecond(nowUs), last.flat().length / last.length);
      const times = new Histogram();
      for (const us of last.flat()) times.record(us);
      assert.equal(recent.p95Us(nowUs), times.quantile(0.95));
      const counts = seconds.slice(-40).map((values) => values.length);
      assert.deepEqual(recent.counts(nowUs, 40), [...Array(40 - counts.length).fill(0), ...counts]);
    }),
  );
});

test('windows of several threads are added up, and nothing is nothing', () => {
  const recent = new RecentLoad();
  assert.ok(Number.isNaN(recent.ratePerSecond(1e6)));
  assert.ok(Number.isNaN(recent.p95Us(1e6)));
  for (let worker = 0; worker < 2; worker++) recent.add(windowAt(3, [10, 20, 30]));
  assert.equal(recent.ratePerSecond(4e6), 6);
  assert.equal(recent.p95Us(4e6), 30);
  assert.deepEqual(recent.counts(5e6, 2), [0, 6]);
});

test('no window is kept', async () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const recent = new RecentLoad();
  const windows = Array.from({ length: 100 }, (_, second) => {
    const window = windowAt(second, [second]);
    recent.add(window);
    return new WeakRef(window.response);
  });
  await turn(); // what a turn has made a reference to lives until its end
  collect();
  assert.equal(windows.filter((window) => window.deref() !== undefined).length, 0);
  assert.equal(recent.ratePerSecond(100e6), 1);
});
