import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadTime, togetherUs } from './load-time.ts';
import { arrivals, loadSpan, phase, seconds, type TimedFact, trial, window } from './testing/evidence.ts';

const order = { name: 'baseline', journey: 'order' };
const open = arrivals({ due: 1000, started: 1000 });
const within = (count: number, ms = 5): TimedFact => window(Array(count).fill(ms), { toUs: seconds(5) });
const after = (count: number, ms: number, to = 6): TimedFact =>
  window(Array(count).fill(ms), { fromUs: seconds(5), toUs: seconds(to) });

function lastsS(...facts: TimedFact[]): number {
  const span = loadTime(order, trial(phase({}, ...facts)));
  return span === null ? Number.NaN : (span.toUs - span.fromUs) / 1e6;
}

test('one slow last answer does not make the load longer', () => {
  assert.equal(lastsS(loadSpan(0, 5), open, within(999), after(1, 500)), 5);
});

test('an open load whose answers always take that long has as many on their way at any time', () => {
  assert.equal(lastsS(loadSpan(0, 5), open, within(900, 500), after(100, 500)), 5);
});

test('a backlog that was worked off in the grace is no throughput of the load', () => {
  assert.equal(lastsS(loadSpan(0, 5), open, within(500, 1000), after(500, 4000, 10)), 10);
  assert.equal(lastsS(loadSpan(0, 5), arrivals({ due: null }), within(200, 2000), after(200, 2000, 7)), 7);
});

test('threads are one load that lasts as long as the longest of them, and without a record of it the whole measured time counts', () => {
  assert.equal(lastsS(loadSpan(0, 5), loadSpan(0.1, 5.1, { worker: 2 }), within(10)), 5);
  assert.equal(lastsS(within(10)), 10);
  assert.equal(loadTime(order, trial(phase({ generator: null }))), null);
});

test('time in which several loads ran counts once', () => {
  const span = (from: number, to: number) => ({ fromUs: from, toUs: to });
  assert.equal(togetherUs([span(0, 5), span(3, 8), span(10, 11)]), 9);
  assert.equal(togetherUs([]), 0);
});
