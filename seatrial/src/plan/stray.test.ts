import assert from 'node:assert/strict';
import { test } from 'node:test';
import { noted, PlanMistakeError } from './mistake.ts';
import { PhaseOver, strayReason } from './stray.ts';

test('a mistake that is told in full elsewhere is only named by its place', () => {
  const mistake = new PlanMistakeError("t.http: there is no option 'expct'");
  assert.match(
    strayReason(mistake) ?? '',
    /^a promise .*: t\.http: there is no option 'expct' \(.*stray\.test\.ts:\d+\); look/,
  );
  assert.match(strayReason(noted(mistake)) ?? '', /^the plan has a mistake \(.*stray\.test\.ts:\d+\)$/);
});

test('any other error is told with its kind, and the end of a phase not at all', () => {
  assert.match(strayReason(new TypeError('no')) ?? '', /^a promise that was not awaited failed: TypeError: no \(/);
  assert.equal(
    strayReason('gone'),
    'a promise that was not awaited failed: gone; look for a missing await in the plan',
  );
  assert.equal(strayReason(new PhaseOver()), null);
});
