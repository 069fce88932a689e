import assert from 'node:assert/strict';
import { test } from 'node:test';
import { claim } from '../../plan/claims/claim.ts';
import { errors, iterations, order, phase, type TimedFact, trial, unfinished, window } from '../testing/evidence.ts';
import { judgeErrors } from './errors.ts';

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

const run = (...facts: TimedFact[]) => trial(phase({}, ...facts));
const few = claim.errors(order, 'rate<1%');

test('steps and messages are no requests: 20,000 blocks that did not fail prove nothing of 100 requests that did', () => {
  const blocks = window(Array(20_000).fill(1), { step: 'compute', of: 'step' });
  const failing = window(Array(100).fill(5), { of: 'request', failed: 100 });
  const answer = judgeErrors(few, run(blocks, failing, errors(100, { of: 'request' })));
  assert.deepEqual([answer.verdict, answer.observed], ['disproven', '100 of 100 requests failed (100%)']);
  const named = judgeErrors(claim.errors(order, 'rate<1%', { step: 'compute' }), run(blocks, failing));
  assert.deepEqual([named.verdict, named.observed], ['proven', '0 of 20,000 steps failed (0%)']);
});

test('messages and steps that fail beside requests that do not must keep the bound by themselves', () => {
  const connects = window(thousand, { step: 'WS /', of: 'request' });
  const dropped = window(Array(400).fill(5), { step: 'WS / exchange', of: 'message', failed: 40 });
  const said = errors(40, { step: 'WS / exchange', of: 'message', cause: 'reset', example: 'the connection ended' });
  for (const bound of [few, claim.errors(order, 'count==0')]) {
    const answer = judgeErrors(bound, run(connects, dropped, said));
    assert.deepEqual(
      [answer.verdict, answer.observed],
      ['disproven', '0 of 1,000 requests failed (0%); 40 of 400 messages failed (10%)'],
    );
  }
  const query = window(Array(400).fill(5), { step: 'query', of: 'step', failed: 40 });
  assert.equal(judgeErrors(few, run(connects, query, errors(40, { step: 'query', of: 'step' }))).verdict, 'disproven');
  const rare = window(Array(400).fill(5), { step: 'query', of: 'step', failed: 2 });
  assert.equal(judgeErrors(few, run(connects, rare, errors(2, { step: 'query', of: 'step' }))).verdict, 'proven');
  const ours = errors(40, { step: 'WS / exchange', of: 'message', cause: 'own limit', example: 'too large' });
  assert.equal(judgeErrors(few, run(connects, dropped, ours)).verdict, 'unproven');
  assert.equal(
    judgeErrors(claim.errors(order, 'rate<1%', { step: 'WS /' }), run(connects, dropped, said)).verdict,
    'proven',
  );
});

test('a journey with its own client in t.step is judged by its steps, and never by empty iterations', () => {
  const blocks = window(Array(400).fill(5), { step: 'query', of: 'step', failed: 40 });
  const own = judgeErrors(few, run(blocks, iterations(400), errors(40, { step: 'query', of: 'step' })));
  assert.deepEqual([own.verdict, own.observed], ['disproven', '40 of 400 steps failed (10%)']);
  const empty = judgeErrors(few, run(iterations(4000)));
  assert.deepEqual([empty.verdict, empty.observed], ['unproven', '0 of 4,000 iterations failed (0%)']);
  assert.match(empty.because[0] ?? '', /'order' made no request and no step/);
  assert.equal(
    judgeErrors(claim.errors(order, 'rate<1%', { step: 'iteration' }), run(iterations(400))).verdict,
    'proven',
  );
});

test('disproven: a journey that throws in every iteration, though it never came to a request', () => {
  const threw = errors(9, { step: 'iteration', of: 'iteration', cause: 'journey threw', example: 'Error: sold out' });
  const answer = judgeErrors(few, run(iterations(9, { failed: 9 }), threw));
  assert.deepEqual([answer.verdict, answer.observed], ['disproven', '9 of 9 iterations failed (100%)']);
});

test('unproven: one step fails at least half of the time, although the whole keeps the bound', () => {
  const pay = window([5, 5, 5], { step: 'POST /pay', failed: 2 });
  const answer = judgeErrors(few, run(window(thousand), pay, errors(2, { step: 'POST /pay' })));
  assert.equal(answer.verdict, 'unproven');
  assert.equal(answer.because[0], "step 'POST /pay' failed 2 of 3 times, although the whole keeps the bound");
  const once = window([5], { step: 'POST /pay', failed: 1 });
  assert.equal(judgeErrors(few, run(window(thousand), once)).verdict, 'proven');
});

test('iterations in which a request failed are told, and a doubt where they are half of all', () => {
  const some = judgeErrors(few, run(window(thousand, { failed: 5 }), iterations(100, { requestFailed: 5 })));
  assert.equal(some.verdict, 'proven');
  assert.ok(some.because.includes('5 of 100 iterations had a request that failed (5%)'));
  const half = judgeErrors(few, run(window(thousand, { failed: 5 }), iterations(10, { requestFailed: 5 })));
  assert.equal(half.verdict, 'unproven');
});

test('unproven: one request, or one failure of fewer than can keep the bound', () => {
  const tiny = claim.errors(order, 'rate<0.001%');
  const one = judgeErrors(tiny, run(window([5])));
  assert.match(one.because[0] ?? '', /^there was 1 request, too few to show rate<0.001%: at least 299,572 are needed/);
  assert.equal(one.verdict, 'unproven');
  const unlucky = judgeErrors(few, run(window(Array(10).fill(5), { failed: 1 }), errors(1)));
  assert.equal(unlucky.verdict, 'unproven');
  assert.match(unlucky.because[0] ?? '', /^1 of 10 requests failed; a share of 1% cannot be told from so few$/);
  assert.equal(judgeErrors(few, run(window(Array(10).fill(5), { failed: 2 }), errors(2))).verdict, 'disproven');
  assert.equal(judgeErrors(few, run(window(Array(400).fill(5), { failed: 6 }), errors(6))).verdict, 'disproven');
  const none = claim.errors(order, 'count==0');
  assert.equal(judgeErrors(none, run(window([5]))).verdict, 'proven');
  assert.equal(judgeErrors(none, run(window([5], { failed: 1 }))).verdict, 'disproven');
});

test('minSamples overrides the rule, and the finding says so', () => {
  const forty = claim.errors(order, 'rate<1%', { minSamples: 40 });
  const answer = judgeErrors(forty, run(window(Array(40).fill(5))));
  assert.equal(answer.verdict, 'proven');
  assert.match(answer.because.join(), /judged from 40 requests because the plan says minSamples: 40; without it 299/);
  assert.ok(!('minSamples' in few) && !('pooled' in few), 'what is not said stays out of the header');
});

test('unproven: a limit of our own client was reached, which is no failure of the system', () => {
  const answer = judgeErrors(few, run(window(thousand, { failed: 50 }), errors(50, { cause: 'own limit' })));
  assert.deepEqual([answer.verdict, answer.observed], ['unproven', '0 of 950 requests failed (0%)']);
  assert.equal(answer.because[0], "50 requests reached a limit of Seatrial's own client");
});

test('a mistake of the journey is no failure of the system', () => {
  const mistake = errors(100, { step: 'iteration', of: 'iteration', cause: 'journey mistake', example: 'TypeError' });
  assert.equal(judgeErrors(few, run(window(thousand), iterations(100, { failed: 100 }), mistake)).verdict, 'unproven');
  const whole = claim.errors(order, 'rate<1%', { step: 'iteration' });
  assert.equal(
    judgeErrors(whole, run(iterations(400, { failed: 100 }), mistake)).observed,
    '0 of 300 iterations failed (0%)',
  );
});

test('disproven: a step with a client of its own fails beside requests that do not, though the journey catches it', () => {
  const redis = window(Array(237).fill(5), { step: 'redis get', of: 'step', failed: 237 });
  const facts = [
    window(Array(237).fill(5), { of: 'request' }),
    redis,
    iterations(237, { failed: 237, requestFailed: 0 }),
  ];
  for (const bound of [claim.errors(order, 'rate<5%'), claim.errors(order, 'count==0')]) {
    const answer = judgeErrors(bound, run(...facts));
    assert.equal(answer.verdict, 'disproven');
    assert.match(answer.observed, /0 of 237 requests failed \(0%\); 237 of 237 steps failed \(100%\)/);
  }
});

test('disproven: messages fail beside the request that opened their stream', () => {
  const opened = window(Array(450).fill(5), { step: 'WS /', of: 'request' });
  const messages = window(Array(450).fill(5), { step: 'WS / exchange', of: 'message', failed: 180 });
  const cause = errors(180, { step: 'WS / exchange', of: 'message', cause: 'timeout waiting' });
  const answer = judgeErrors(few, run(opened, messages, cause, iterations(450, { failed: 180, requestFailed: 180 })));
  assert.equal(answer.verdict, 'disproven');
  assert.match(answer.observed, /180 of 450 messages failed \(40%\)/);
});

test('unproven: most iterations failed, few of all steps did, and no check explains it', () => {
  const blocks = window(Array(40_000).fill(1), { step: 'query', of: 'step', failed: 60 });
  const facts = [blocks, window(thousand, { of: 'request' }), iterations(100, { failed: 60, requestFailed: 0 })];
  const answer = judgeErrors(few, run(...facts));
  assert.equal(answer.verdict, 'unproven');
  assert.equal(
    answer.because[0],
    '60 of 100 iterations failed, and not by a check: as a share of iterations, that would break the bound',
  );
  assert.equal(judgeErrors(claim.errors(order, 'rate<70%'), run(...facts)).verdict, 'proven', 'it would be kept');
  const byChecks: TimedFact = {
    kind: 'checks',
    phase: 'baseline',
    journey: 'order',
    check: 'ok',
    fromUs: 0,
    toUs: 1,
    atUs: 1,
    passes: 40,
    fails: 60,
  };
  assert.equal(judgeErrors(few, run(...facts, byChecks)).verdict, 'proven', 'checks have a claim of their own');
});

test('a step in which a request failed has failed, for whoever names it', () => {
  const sound = window(thousand, { step: 'GET /', of: 'request' });
  const pay = window([5, 5], { step: 'POST /pay', of: 'request', failed: 2 });
  const blocks = window([9, 9, 9], { step: 'checkout', of: 'step', failed: 2, requestFailed: 2 });
  const said = errors(2, { step: 'POST /pay', of: 'request' });
  const none = claim.errors(order, 'count==0', { step: 'checkout' });
  const answer = judgeErrors(none, run(sound, pay, blocks, said));
  assert.deepEqual([answer.verdict, answer.observed], ['disproven', '2 of 3 steps failed (66.7%)']);
  assert.deepEqual(answer.because, ['2 of 3 steps had a request that failed']);
  const mild = window(Array(1000).fill(5), { step: 'GET /', of: 'request', failed: 5 });
  const large = window(Array(20).fill(9), { step: 'checkout', of: 'step', failed: 5, requestFailed: 5 });
  const whole = judgeErrors(few, run(mild, large, errors(5, { step: 'GET /', of: 'request' })));
  assert.deepEqual([whole.verdict, whole.observed], ['proven', '5 of 1,000 requests failed (0.5%)']);
});

test('a step that threw, and was caught, beside good requests breaks a bound of none', () => {
  const blocks = window([9, 9, 9], { step: 'checkout', of: 'step', failed: 1, requestFailed: 0 });
  const answer = judgeErrors(claim.errors(order, 'count==0'), run(window(thousand, { of: 'request' }), blocks));
  assert.deepEqual(
    [answer.verdict, answer.observed],
    ['disproven', '0 of 1,000 requests failed (0%); 1 of 3 steps failed (33.3%)'],
  );
});

test('unproven: steps and iterations in which only requests of our own failing failed', () => {
  const requests = window(Array(9).fill(5), { of: 'request', failed: 3 });
  const ours = errors(3, { of: 'request', cause: 'own limit', example: 'too long' });
  const blocks = window(Array(9).fill(5), { step: 'read', of: 'step', failed: 3, requestFailed: 3 });
  const all = iterations(9, { failed: 3, requestFailed: 3 });
  for (const step of ['read', 'iteration']) {
    const answer = judgeErrors(claim.errors(order, 'count==0', { step }), run(requests, ours, blocks, all));
    assert.equal(answer.verdict, 'unproven', step);
    assert.match(answer.because[0] ?? '', /3 requests reached a limit of Seatrial's own client/);
  }
});

test('unproven: nothing was answered, and how many waited for it is said first', () => {
  const hanging = judgeErrors(claim.errors(order, 'rate<1%'), trial(phase({}, unfinished(3, 12))));
  assert.equal(hanging.verdict, 'unproven');
  assert.match(
    hanging.because[0] ?? '',
    /^no request was completed: 3 requests were still under way when Seatrial ended the phase \(36s in all\): neither/,
  );
  assert.equal(hanging.because.filter((text) => text.startsWith('no request')).length, 1);
});
