import assert from 'node:assert/strict';
import { test } from 'node:test';
import { claim } from '../plan/claims/claim.ts';
import { judgeErrors } from './errors.ts';
import { errors, order, phase, trial, window } from './fixtures.ts';

const thousand = Array.from({ length: 1000 }, () => 5);
const rate = claim.errors(order, 'rate<=0.7%');

test('proven: at the bound and below it', () => {
  assert.equal(judgeErrors(rate, trial(phase({}, window(thousand, { failed: 7 }), errors(7)))).verdict, 'proven');
  const clean = judgeErrors(claim.errors(order, 'count<1'), trial(phase({}, window(thousand))));
  assert.deepEqual([clean.verdict, clean.because], ['proven', ['0 of 1,000 requests failed (0%)']]);
});

test('disproven: causes are listed with counts and examples, most frequent first', () => {
  const causes = [errors(2, { cause: 'reset', example: 'ECONNRESET' }), errors(3), errors(3)];
  const answer = judgeErrors(rate, trial(phase({}, window(thousand, { failed: 8 }), ...causes)));
  assert.equal(answer.verdict, 'disproven');
  assert.equal(answer.observed, '8 of 1,000 requests failed (0.8%)');
  assert.deepEqual(answer.because, [
    "6 times status 5xx at 'POST /orders': 503 busy",
    "2 times reset at 'POST /orders': ECONNRESET",
  ]);
  const count = claim.errors(order, 'count<8');
  assert.equal(judgeErrors(count, trial(phase({}, window(thousand, { failed: 8 })))).verdict, 'disproven');
});

test('disproven: the journey threw in every iteration, though no request failed', () => {
  const threw = errors(100, { step: 'iteration', cause: 'journey threw', example: 'TypeError: id of undefined' });
  const iterations = window(thousand.slice(0, 100), { step: 'iteration', failed: 100 });
  const answer = judgeErrors(rate, trial(phase({}, window(thousand), iterations, threw)));
  assert.equal(answer.verdict, 'disproven');
  assert.equal(answer.observed, '0 of 1,000 requests failed (0%); 100 of 100 iterations failed (100%)');
  assert.match(answer.because[0] ?? '', /^100 times journey threw at 'iteration': TypeError/);
});

test('one step by name leaves the others out', () => {
  const step = claim.errors(order, 'count<1', { step: 'GET /' });
  const facts = [window(thousand, { failed: 9 }), errors(9), window([5], { step: 'GET /' })];
  const answer = judgeErrors(step, trial(phase({}, ...facts)));
  assert.deepEqual([answer.verdict, answer.observed], ['proven', '0 of 1 request failed (0%)']);
});

test('unproven: fewer than asked for', () => {
  const many = claim.errors(order, 'rate<1%', { minSamples: 2000 });
  const answer = judgeErrors(many, trial(phase({}, window(thousand))));
  assert.equal(answer.verdict, 'unproven');
  assert.equal(answer.because[0], 'there were 1,000 requests, and the claim asks for 2,000');
});

test('tags select requests, and leave iterations that threw out', () => {
  const large = { tags: { kind: 'large' } };
  const threw = errors(9, { step: 'iteration', cause: 'journey threw', example: 'TypeError' });
  const facts = [window(thousand, { failed: 9, ...large }), errors(9, large), window(thousand), threw];
  const ledger = trial(phase({}, ...facts));
  const answer = judgeErrors(claim.errors(order, 'rate<=0.8%', large), ledger);
  assert.deepEqual([answer.verdict, answer.observed], ['disproven', '9 of 1,000 requests failed (0.9%)']);
  assert.deepEqual(answer.because, ["9 times status 5xx at 'POST /orders': 503 busy"]);
  assert.equal(judgeErrors(claim.errors(order, 'rate<=0.9%', large), ledger).verdict, 'proven');
});

test('unproven: what failed is ours, because it never left this machine', () => {
  const ours = errors(100, { cause: 'no descriptor left', example: 'EMFILE' });
  const threw = errors(100, { step: 'iteration', cause: 'journey threw', example: 'TypeError' });
  const answer = judgeErrors(rate, trial(phase({}, window(thousand, { failed: 100 }), ours, threw)));
  assert.equal(answer.verdict, 'unproven');
  assert.equal(answer.because[0], '100 requests never left the load generator: it had no file descriptor left');
  assert.match(answer.observed, /^0 of 900 requests failed \(0%\)/);
  const all = judgeErrors(
    rate,
    trial(phase({}, window(thousand, { failed: 1000 }), errors(1000, { cause: 'no port left' }))),
  );
  assert.equal(all.verdict, 'unproven');
});

test('disproven: what failed beside ours is enough', () => {
  const causes = [errors(100, { cause: 'no descriptor left' }), errors(50)];
  const answer = judgeErrors(rate, trial(phase({}, window(thousand, { failed: 150 }), ...causes)));
  assert.deepEqual([answer.verdict, answer.observed], ['disproven', '50 of 900 requests failed (5.56%)']);
});
