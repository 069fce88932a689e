import assert from 'node:assert/strict';
import { test } from 'node:test';
import { claim } from '../../plan/claims/claim.ts';
import {
  arrivals,
  checks,
  errors,
  iterations,
  kill,
  order,
  phase,
  statuses,
  trial,
  unfinished,
  window,
} from '../testing/evidence.ts';
import { judgeChecks } from './checks.ts';

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
  assert.match(
    answer.because[0] ?? '',
    /^there was 1 check, too few to show at least 99.9%: at least 2,995 are needed/,
  );
  assert.equal(judgeChecks(all, trial(phase({}, checks(1, 0)))).because[0], 'the one check that ran passed');
  const asked = claim.checks(order, { atLeast: '99.9%', minSamples: 1 });
  assert.equal(judgeChecks(asked, trial(phase({}, checks(1, 0)))).verdict, 'proven');
});

const threw = (count: number) =>
  errors(count, { step: 'iteration', of: 'iteration', cause: 'journey threw', example: 'TypeError: fetch failed' });

test('unproven: iterations that hung made no check', () => {
  const hung = [iterations(1), arrivals({ started: 10 }), unfinished(9, 20), checks(1, 0)];
  for (const claimed of [all, claim.checks(order, { atLeast: '50%', minSamples: 1 })]) {
    const answer = judgeChecks(claimed, trial(phase({}, ...hung)));
    assert.equal(answer.verdict, 'unproven');
    assert.equal(
      answer.because[0],
      '9 of 10 iterations did not come to their end (9 hung until Seatrial ended the phase); had the 9 checks that they may not have made failed, 10% would have passed',
    );
  }
});

test('unproven: iterations that threw made no check, as far as the share would be broken by it', () => {
  const half = [iterations(96, { failed: 48 }), threw(48), checks(96, 0), checks(96, 0, { check: 'b' })];
  const answer = judgeChecks(all, trial(phase({}, ...half)));
  assert.equal(answer.verdict, 'unproven');
  assert.match(
    answer.because[0] ?? '',
    /^48 of 96 iterations did not come to their end \(48 threw\); .*the 192 checks .* failed, 50%/,
  );
  assert.equal(judgeChecks(claim.checks(order, { check: 'b' }), trial(phase({}, ...half))).verdict, 'unproven');
  const share = claim.checks(order, { atLeast: '95%' });
  const few = [iterations(1000, { failed: 10 }), threw(10), checks(990, 0)];
  const kept = judgeChecks(share, trial(phase({}, ...few)));
  assert.equal(kept.verdict, 'proven');
  assert.ok(kept.because.includes('10 of 1,000 iterations did not come to their end (10 threw)'));
  assert.equal(judgeChecks(all, trial(phase({}, ...few))).verdict, 'unproven');
  assert.equal(judgeChecks(all, trial(phase({}, ...few, checks(0, 1)))).verdict, 'disproven');
});

test('proven: requests that failed, also while an instance was killed, where every iteration ran to its end', () => {
  const refused = [window(Array(100).fill(1), { failed: 20 }), errors(20, { cause: 'refused' })];
  const ran = [...kill(), ...refused, iterations(100, { failed: 20, requestFailed: 20 }), checks(80, 0)];
  assert.equal(judgeChecks(all, trial(phase({}, ...ran))).verdict, 'proven');
});

test('proven: iterations that only slept when the phase was ended, unless more did than ended', () => {
  const ended = (count: number) =>
    judgeChecks(all, trial(phase({}, iterations(count), arrivals({ started: 100 }), checks(count, 0))));
  assert.equal(ended(90).verdict, 'proven');
  const few = ended(10);
  assert.equal(few.verdict, 'unproven');
  assert.match(
    few.because[0] ?? '',
    /^90 of 100 iterations did not come .*\(90 went on until Seatrial ended the phase\)/,
  );
});

test('several requests of one iteration hang as one iteration, where it is known how many began', () => {
  const hung = [iterations(98), arrivals({ started: 100 }), unfinished(10, 20), checks(98, 0)];
  assert.match(judgeChecks(all, trial(phase({}, ...hung))).because[0] ?? '', /^2 of 100 iterations/);
});

test('unproven: most iterations failed, and returned before their checks', () => {
  const early = judgeChecks(all, trial(phase({}, checks(20, 0), iterations(200, { failed: 180, requestFailed: 180 }))));
  assert.equal(early.verdict, 'unproven');
  assert.match(
    early.because[0] ?? '',
    /^something that 180 of 200 iterations asked for failed, and 'created' ran no more often than there were others/,
  );
  const own = judgeChecks(all, trial(phase({}, checks(20, 0), iterations(200, { failed: 180, requestFailed: 0 }))));
  assert.equal(own.verdict, 'unproven', 'a client of its own');
  const made = judgeChecks(all, trial(phase({}, checks(200, 0), iterations(200, { failed: 180, requestFailed: 180 }))));
  assert.equal(made.verdict, 'proven');
  const few = judgeChecks(all, trial(phase({}, checks(120, 0), iterations(200, { failed: 80, requestFailed: 80 }))));
  assert.equal(few.verdict, 'proven');
  const accepted = judgeChecks(
    all,
    trial(phase({}, checks(20, 0), iterations(200, { requestFailed: 0 }), statuses(202, 180))),
  );
  assert.equal(accepted.verdict, 'unproven', 'if (put.status !== 201) return');
  assert.match(
    accepted.because[0] ?? '',
    /asked for failed or was answered with a status that nobody had named, and 'created'/,
  );
  const absent = judgeChecks(
    all,
    trial(phase({}, checks(20, 0), iterations(200, { requestFailed: 0 }), statuses(404, 180))),
  );
  assert.equal(absent.verdict, 'proven', 'a cache that has nothing yet');
  const bad = judgeChecks(all, trial(phase({}, checks(20, 1), iterations(200, { failed: 181, requestFailed: 180 }))));
  assert.equal(bad.verdict, 'disproven');
});
