import assert from 'node:assert/strict';
import { test } from 'node:test';
import { claim } from '../plan/claims/claim.ts';
import { judgeChecks } from './checks.ts';
import { checks, errors, order, phase, trial } from './fixtures.ts';

const all = claim.checks(order);

test('proven: every check passed', () => {
  const answer = judgeChecks(all, trial(phase({}, checks(40, 0), checks(2, 0, { check: 'readable' }))));
  assert.equal(answer.verdict, 'proven');
  assert.deepEqual(answer.because, ['all 42 checks passed']);
});

test('disproven: the worst check is named first, with what it said of itself', () => {
  const failing = [checks(10, 1), checks(0, 0), checks(5, 5, { check: 'readable', example: 'status was 404' })];
  const answer = judgeChecks(all, trial(phase({}, ...failing)));
  assert.equal(answer.verdict, 'disproven');
  assert.equal(answer.observed, '6 of 21 checks failed (28.6%)');
  assert.deepEqual(answer.because, [
    "'readable' failed 5 of 10 times: status was 404",
    "'created' failed 1 of 11 times",
  ]);
});

test('a share is compared exactly: 2,997 of 3,000 is 99.9 %', () => {
  const share = claim.checks(order, { atLeast: '99.9%' });
  assert.equal(judgeChecks(share, trial(phase({}, checks(2997, 3)))).verdict, 'proven');
  assert.equal(judgeChecks(share, trial(phase({}, checks(2996, 4)))).verdict, 'disproven');
});

test('unproven: a check that never ran, though others did', () => {
  const answer = judgeChecks(claim.checks(order, { check: 'paid' }), trial(phase({}, checks(40, 0))));
  assert.equal(answer.verdict, 'unproven');
  assert.deepEqual(answer.because, ["check 'paid' never ran; what ran: 'created'"]);
});

test('reading back is covered as well, and other journeys are not', () => {
  const readBack = phase({ name: 'back', action: 'read-back', from: 10, to: 11 }, checks(0, 1, { phase: 'back' }));
  assert.equal(judgeChecks(all, trial([...phase({}, checks(9, 0)), ...readBack])).verdict, 'disproven');
  const other = phase({ name: 'browse', journey: 'browse' }, checks(0, 9, { phase: 'browse', journey: 'browse' }));
  assert.equal(judgeChecks(all, trial([...phase({}, checks(9, 0)), ...other])).verdict, 'proven');
});

test('unproven: checks failed where requests never left the load generator', () => {
  const answer = judgeChecks(
    claim.checks(order),
    trial(phase({}, checks(90, 10), errors(3, { cause: 'no port left' }))),
  );
  assert.equal(answer.verdict, 'unproven');
  assert.equal(answer.because[0], '3 requests never left the load generator: it had no local port left');
});

test('unproven: one check is too little for a share, and enough for all', () => {
  const share = claim.checks(order, { atLeast: '99.9%' });
  const answer = judgeChecks(share, trial(phase({}, checks(1, 0))));
  assert.equal(answer.verdict, 'unproven');
  assert.match(answer.because[0] ?? '', /^there was 1 check, too few for at least 99.9%: at least 2,995 are needed/);
  assert.equal(judgeChecks(all, trial(phase({}, checks(1, 0)))).because[0], 'the one check that ran passed');
  const asked = claim.checks(order, { atLeast: '99.9%', minSamples: 1 });
  assert.equal(judgeChecks(asked, trial(phase({}, checks(1, 0)))).verdict, 'proven');
});
