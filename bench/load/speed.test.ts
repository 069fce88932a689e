import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Contender } from './contender.ts';
import { ratio, renderPromises, renderSpeed, type SpeedResult } from './speed.ts';

function result(name: string, rounds: readonly [done: number, cpuSeconds: number][]): SpeedResult {
  const contender: Contender = {
    name,
    version: '1.0',
    does: 'one fixed request',
    command: () => null,
    read: () => assert.fail('not asked'),
  };
  const attempts = rounds.map(([done, cpuSeconds]) => ({
    cost: { cpuSeconds, wallSeconds: 10, maxRssBytes: 50e6, exitCode: 0, report: '' },
    reading: { done, failed: 1, p50Ms: 0.5, p99Ms: null },
  }));
  return { contender, attempts };
}

const wrk = result('wrk', [
  [1000, 10],
  [2000, 10],
  [3000, 10],
]);
const own = result('Seatrial, scripted', [
  [800, 10],
  [1600, 10],
  [600, 10],
]);

describe('requests per CPU-second', () => {
  it('are compared within a round, and the median of that is taken', () => {
    assert.equal(ratio([wrk, own], 'Seatrial, scripted', 'wrk'), 0.8);
    assert.equal(ratio([wrk, own], 'wrk', 'Seatrial, scripted'), 1.25);
    assert.ok(Number.isNaN(ratio([wrk, own], 'wrk', 'k6')));
  });

  it('are shown with medians, and failures in sum', () => {
    const [, , row] = renderSpeed([own, wrk]).split('\n');
    assert.equal(row, '| Seatrial, scripted 1.0 | one fixed request | 80 | 0.8 | 12,500 | 80 | - | 50 MB | 3 |');
  });

  it('are held against what is promised; what is absent is not measured', () => {
    const text = renderPromises([own, wrk]);
    assert.match(text, /^\| Seatrial, scripted, to wrk \| 0.8 \| 0.7 \| yes \|$/m);
    assert.match(text, /^\| Seatrial, scripted, to k6 \| - \| - \| not measured \|$/m);
    assert.match(renderPromises([own, { ...wrk, attempts: own.attempts }]), /to wrk \| 1 \| 0.7 \| yes/);
    assert.match(renderPromises([wrk, { ...own, attempts: wrk.attempts.slice(0, 1) }]), /to wrk \| 1 \| 0.7 \| yes/);
  });
});
