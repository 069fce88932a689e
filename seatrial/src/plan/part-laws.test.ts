import assert from 'node:assert/strict';
import { test } from 'node:test';
import { claim } from './claims/claim.ts';
import { journey } from './journey.ts';
import type { Part } from './part.ts';
import { brokenLaws } from './part-laws.ts';
import { load } from './phases/load.ts';

const look = journey('look', async () => undefined);
const other = journey('other', async () => undefined);
const phase = load('look', look, { users: 1, for: '1s' });

test('a part whose claims are about its own phases keeps the laws', () => {
  const part: Part = {
    phases: [phase],
    claims: [claim.checks(look), claim.errors(look, 'rate<1%', { during: 'look' })],
  };
  assert.deepEqual(brokenLaws(part), []);
});

test('what it breaks is told', () => {
  const part: Part = {
    phases: [phase, phase],
    claims: [claim.checks(other), claim.checks(other), claim.errors(look, 'rate<1%', { during: 'later' })],
  };
  assert.deepEqual(brokenLaws(part), [
    "two phases are called 'look'",
    "two claims are called 'checks of other'",
    "the claim 'checks of other' is about the journey 'other', which none of its phases does",
    "the claim 'checks of other' is about the journey 'other', which none of its phases does",
    "the claim 'errors of look rate<1% during later' is about the phase 'later', which it has not",
  ]);
  assert.deepEqual(brokenLaws({ phases: [], claims: [] }), ['it has no phase']);
});
