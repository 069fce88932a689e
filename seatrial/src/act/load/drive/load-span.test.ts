import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runLoad } from '../testing/stage.ts';

const limit = { timeout: 30_000 };

test('a load lasts as long as planned, whatever its grace takes', limit, async () => {
  for (const how of [{ rate: '50/s', for: '100ms' } as const, { users: 2, for: '100ms' } as const]) {
    const facts = await runLoad((t) => t.sleep('150ms'), { ...how, gracefulStop: '1s' });
    const [span, ...others] = facts.of('load-span');
    assert.ok(span && others.length === 0);
    assert.ok(span.toUs - span.fromUs <= 100_000, `${span.toUs - span.fromUs}`);
    assert.deepEqual([span.phase, span.journey, span.worker], ['phase', 'visit', 1]);
  }
});

test('iterations are a load until the last one ends', limit, async () => {
  const facts = await runLoad((t) => t.sleep('50ms'), { users: 1, iterations: 2 });
  const [span] = facts.of('load-span');
  assert.ok(span && span.toUs - span.fromUs >= 100_000);
});
