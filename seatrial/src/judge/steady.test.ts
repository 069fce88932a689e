import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { RecordOf } from '../evidence/records.ts';
import { evidence, seconds, traffic, window } from './fixtures.ts';
import { normalPauseUs, steadySpans } from './steady.ts';

function windows(...facts: Parameters<typeof evidence>): readonly RecordOf<'window'>[] {
  return evidence(...facts).of('window');
}

const span = (from: number, to: number) => ({ fromUs: seconds(from), toUs: seconds(to) });

test('a failure cuts a stretch, and so does a pause that is longer than usual', () => {
  const failing = window([5], { fromUs: seconds(1.5), toUs: seconds(1.6), failed: 1, step: 'GET /' });
  assert.deepEqual(steadySpans(windows(...traffic(1, 2), failing), 0), [span(1, 1.5), span(1.6, 2)]);
  const paused = windows(...traffic(1, 2), ...traffic(2.3, 3));
  assert.deepEqual(steadySpans(paused, 0), [span(1, 2), span(2.3, 3)]);
  assert.deepEqual(steadySpans(paused, 300_000), [span(1, 3)]);
});

test('what is usual is learned from before the fault, and never below the resolution', () => {
  const sparse = windows(...traffic(0, 3, { every: 0.4 }), ...traffic(8, 9));
  assert.equal(normalPauseUs(sparse, seconds(3)), 300_000);
  assert.equal(normalPauseUs(windows(...traffic(0, 3)), seconds(3)), 100_000);
});

test('property: an instant is steady just when no failing window holds it and windows surround it closely', () => {
  const drawn = fc.array(fc.tuple(fc.nat(40), fc.integer({ min: 1, max: 4 }), fc.boolean()), { maxLength: 12 });
  fc.assert(
    fc.property(drawn, fc.nat(5), (parts, pauseUs) => {
      const given = windows(
        ...parts.map(([fromUs, length, fails]) =>
          window([1], { fromUs, toUs: fromUs + length, atUs: 1, failed: fails ? 1 : 0 }),
        ),
      );
      const spans = steadySpans(given, pauseUs);
      for (let at = 0.5; at < 50; at++) {
        const failing = given.some((part) => part.failed > 0 && part.fromUs < at && at < part.toUs);
        const inside = given.some((part) => part.fromUs < at && at < part.toUs);
        const before = Math.max(-100, ...given.filter((part) => part.toUs < at).map((part) => part.toUs));
        const after = Math.min(200, ...given.filter((part) => part.fromUs > at).map((part) => part.fromUs));
        const expected = !failing && (inside || after - before <= pauseUs);
        assert.equal(
          spans.some((part) => part.fromUs < at && at < part.toUs),
          expected,
          `at ${at}`,
        );
      }
    }),
  );
});
