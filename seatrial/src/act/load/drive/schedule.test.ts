import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Stage } from '../../../plan/resolved.ts';
import { ArrivalTimes, levelAt } from './schedule.ts';

const stage = fc.record({
  from: fc.integer({ min: 0, max: 500 }),
  to: fc.integer({ min: 0, max: 500 }),
  durationMs: fc.integer({ min: 1, max: 5000 }),
});
const profile = fc.array(stage, { minLength: 1, maxLength: 4 });

function allOf(stages: readonly Stage[]): number[] {
  const times: number[] = [];
  const arrivals = new ArrivalTimes(stages);
  for (; arrivals.nextMs < Number.POSITIVE_INFINITY; arrivals.advance()) times.push(arrivals.nextMs);
  return times;
}

test('a constant rate is evenly spaced from instant 0', () => {
  assert.deepEqual(allOf([{ from: 10, to: 10, durationMs: 500 }]), [0, 100, 200, 300, 400]);
});

test('a ramp from nothing follows the square root', () => {
  const times = allOf([{ from: 0, to: 8, durationMs: 1000 }]);
  assert.equal(times.length, 4);
  for (const [n, at] of times.entries()) assert.ok(Math.abs(at - 1000 * Math.sqrt(n / 4)) < 1e-6);
});

test('due times never go back, stay inside the phase, and there are as many as the area', () => {
  fc.assert(
    fc.property(profile, (stages) => {
      const times = allOf(stages);
      const area = stages.reduce((sum, s) => sum + ((s.from + s.to) / 2) * (s.durationMs / 1000), 0);
      const end = stages.reduce((sum, s) => sum + s.durationMs, 0);
      assert.ok(Math.abs(times.length - area) <= 1, `${times.length} arrivals for an area of ${area}`);
      for (const [n, at] of times.entries()) assert.ok(at >= (times[n - 1] ?? 0) - 1e-6 && at <= end + 1e-6);
    }),
  );
});

test('the number due by an instant is the integral of the level, computed in small steps', () => {
  fc.assert(
    fc.property(profile, fc.double({ min: 0, max: 1, noNaN: true }), (stages, share) => {
      const untilMs = share * stages.reduce((sum, s) => sum + s.durationMs, 0);
      const steps = 4000;
      let area = 0;
      for (let i = 0; i < steps; i++) area += levelAt(stages, ((i + 0.5) * untilMs) / steps) * (untilMs / steps / 1000);
      const due = allOf(stages).filter((at) => at < untilMs).length;
      assert.ok(Math.abs(due - area) <= 1 + area * 0.01 + 0.5, `${due} due, area ${area}`);
    }),
    { numRuns: 50 },
  );
});

test('the level is the line between the ends of a stage and the last level behind them', () => {
  const stages = [
    { from: 0, to: 10, durationMs: 1000 },
    { from: 10, to: 4, durationMs: 1000 },
  ];
  assert.equal(levelAt(stages, 500), 5);
  assert.equal(levelAt(stages, 1500), 7);
  assert.equal(levelAt(stages, 9999), 4);
});
