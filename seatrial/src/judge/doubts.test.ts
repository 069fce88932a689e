import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Ledger } from '../evidence/ledger.ts';
import { claim } from '../plan/claims/claim.ts';
import { judgeClaims } from './judge.ts';
import { judgeErrors } from './load/errors.ts';
import { judgeLatency } from './load/latency.ts';
import { judgeThroughput } from './load/throughput.ts';
import {
  checks,
  errors,
  floating,
  iterations,
  order,
  phase,
  planMistake,
  redirected,
  statuses,
  type TimedFact,
  trial,
  window,
} from './testing/evidence.ts';

const claims = [
  claim.errors(order, 'rate<1%'),
  claim.latency(order, 'p(95)<200ms'),
  claim.throughput(order, 'rate>10/s'),
  claim.checks(order),
];
const reading = {
  kind: 'metric',
  phase: 'baseline',
  journey: 'order',
  metric: 'basket',
  fromUs: 0,
  toUs: 1,
  atUs: 1,
} as const;
const run = (...facts: TimedFact[]): Ledger =>
  trial(phase({}, window(Array(1000).fill(10)), checks(1000, 0), ...facts));
const verdicts = (ledger: Ledger) =>
  judgeClaims(claims, ledger)
    .map(({ verdict }) => verdict)
    .join(' ');
const because = (ledger: Ledger) => judgeClaims(claims, ledger)[0]?.because.join('\n') ?? '';

test('unproven: answers outside 2xx that the plan does not name', () => {
  const redirected = run(statuses(302, 400), statuses(302, 100));
  assert.equal(verdicts(redirected), 'unproven unproven unproven proven');
  assert.match(because(redirected), /500 answers of 'POST \/orders' had status 302, which the plan names neither in/);
  const read = claim.errors(order, 'rate<20%', { step: 'GET /orders' });
  const beside = run(window(Array(100).fill(1), { step: 'GET /orders' }), statuses(302, 5));
  assert.equal(judgeClaims([read], beside)[0]?.verdict, 'proven', 'of another step');
});

test('unproven: most answers of a step came from a login page, which the journey did not ask for', () => {
  const led = run(redirected('/account/login?next', 600));
  assert.equal(verdicts(led), 'unproven unproven unproven proven');
  assert.match(
    because(led),
    /600 of 1,000 answers of 'POST \/orders' came from \/account\/login\?next, where a redirect led/,
  );
  for (const [why, ...facts] of [
    ['a few', redirected('/login', 90)],
    ['another page', redirected('/orders/:id', 1000)],
    ['a name that is like it', redirected('/blogging', 1000), redirected('/author', 1000)],
    ['the plan expects the redirect', redirected('/login', 1000, { status: 302 })],
    ['a front page', window(Array(50).fill(1), { step: 'GET /' }), redirected('/login', 50, { step: 'GET /' })],
    [
      'the journey logs in whenever it is led there, and gets what it asked for',
      window(Array(300).fill(1), { step: 'POST /login' }),
      redirected('/login', 300),
    ],
    [
      'the same, where the login leads back',
      window(Array(1000).fill(1), { step: 'POST /login' }),
      redirected('/login', 1000),
      redirected('/orders', 1000, { step: 'POST /login' }),
    ],
    ['the login itself', window([1], { step: 'log in' }), redirected('/sso/login', 1, { step: 'log in' })],
  ] as [string, ...TimedFact[]][])
    assert.equal(verdicts(run(...facts)), 'proven proven proven proven', why);
});

test('unproven: all were led to a login page, although the journey had logged in', () => {
  for (const [logins, step] of [
    [4, 'POST /login'],
    [1000, 'log in'],
  ] as const) {
    const led = run(window(Array(logins).fill(1), { step }), redirected('/login', 1000));
    assert.match(
      because(led),
      /1,000 answers of 'POST \/orders' came from \/login, where a redirect led: log in first/,
    );
    assert.equal(judgeClaims([claims[0] as (typeof claims)[0]], led)[0]?.verdict, 'unproven');
  }
  for (const [to, count] of [
    ['/session/new', 1000],
    ['/users/sign_in', 400],
  ] as const)
    assert.equal(verdicts(run(redirected(to, count))), 'unproven unproven unproven proven');
});

test('a read of what is not there is listed, and a doubt only where it is most of them', () => {
  const some = run(statuses(404, 100));
  assert.equal(verdicts(some), 'proven proven proven proven');
  assert.match(because(some), /100 of 1,000 answers of 'POST \/orders' had status 404: nothing was there to read/);
  assert.equal(verdicts(run(statuses(404, 500))), 'unproven unproven unproven proven');
});

test('unproven: nobody awaited a request', () => {
  const loose = run(floating(12));
  assert.equal(verdicts(loose), 'unproven unproven unproven unproven');
  assert.match(
    because(loose),
    /12 times 'POST \/orders' was still running when its iteration ended: it was not awaited/,
  );
});

test('unproven: a mistake of the journey, with where it is', () => {
  const mistaken = run(
    errors(30, { step: 'iteration', cause: 'journey mistake', example: 'TypeError: x is undefined at trial.ts:7' }),
  );
  assert.equal(verdicts(mistaken), 'unproven unproven unproven unproven');
  assert.match(
    because(mistaken),
    /the journey itself failed 30 times after answers of which none had failed: .*trial.ts:7/,
  );
  const missed = claim.throughput(order, 'rate>1000/s');
  assert.equal(judgeClaims([missed], mistaken)[0]?.verdict, 'unproven');
});

test('unproven: a mistake of the plan, which proves nothing and disproves nothing', () => {
  assert.equal(verdicts(run(planMistake())), 'unproven unproven unproven unproven');
  assert.equal(verdicts(run(planMistake({ journey: 'order setup' }))), 'unproven unproven unproven unproven');
  const failing = run(planMistake(), checks(0, 50));
  assert.equal(verdicts(failing), 'unproven unproven unproven unproven');
  assert.match(because(failing), /^the plan has a mistake: trial.ts:12: t.check takes true or false/);
});

test('unproven: a request of the setup failed', () => {
  const setup = { journey: 'order setup', step: 'POST /login' };
  const ledger = run(window([3], { ...setup, failed: 1 }), errors(1, setup));
  assert.equal(verdicts(ledger), 'unproven unproven unproven unproven');
  assert.match(because(ledger), /1 request of the setup failed \('POST \/login'\)/);
});

test('unproven: a request or a check of the setup of users failed', () => {
  const login = { journey: 'order user setup', step: 'POST /login' };
  assert.equal(
    verdicts(run(window([3], { ...login, failed: 1 }), errors(1, login))),
    'unproven unproven unproven unproven',
  );
  const told = checks(0, 1, { journey: 'order user setup', check: 'logged in' });
  assert.equal(verdicts(run(told)), 'unproven unproven unproven unproven');
});

test('unproven: a check of the setup failed', () => {
  const seeded = checks(0, 1, { journey: 'order setup', check: 'seeded' });
  assert.equal(verdicts(run(seeded)), 'unproven unproven unproven unproven');
  assert.match(because(run(seeded)), /1 check of the setup failed \('seeded'\): what the journey did after it may not/);
  assert.equal(verdicts(run(checks(1, 0, { journey: 'order setup' }))), 'proven proven proven proven');
  assert.equal(verdicts(run(checks(0, 1, { journey: 'order teardown' }))), 'proven proven proven proven');
});

test('unproven: a setup that was answered with what nobody named, or that was not awaited', () => {
  for (const journey of ['order setup', 'order user setup']) {
    const login = { journey, step: 'POST /login' };
    const redirected = run(window(Array(4).fill(1), login), statuses(302, 4, login));
    assert.equal(verdicts(redirected), 'unproven unproven unproven unproven');
    assert.match(because(redirected), /4 answers of 'POST \/login' in the setup had status 302, which the plan names/);
    const refused = run(statuses(401, 4, { ...login, of: 'step' }));
    assert.equal(verdicts(refused), 'unproven unproven unproven unproven');
    assert.match(because(refused), /4 answers inside the step 'POST \/login' of the setup had status 401/);
    const loose = run(floating(4, login));
    assert.equal(verdicts(loose), 'unproven unproven unproven unproven');
    assert.match(because(loose), /4 times 'POST \/login' was still running when the setup ended/);
  }
  assert.equal(verdicts(run(statuses(302, 9, { journey: 'order teardown' }))), 'proven proven proven proven');
});

test('unproven: checks and measures that contradict a claim, where nobody awaited what they may be made of', () => {
  const measured = claim.metric(order, 'basket', 'count<5');
  const counted: TimedFact = { ...reading, type: 'counter', sum: 9 };
  for (const claimed of [claim.checks(order), measured]) {
    const [clear] = judgeClaims([claimed], run(checks(0, 50), counted));
    assert.equal(clear?.verdict, 'disproven');
    const [loose] = judgeClaims([claimed], run(checks(0, 50), counted, floating(12)));
    assert.equal(loose?.verdict, 'unproven');
    assert.equal(loose?.because[0], "'POST /orders' was not awaited, so what was made of it may not be its answer");
    const [other] = judgeClaims([claimed], run(checks(0, 50), counted, floating(12, { journey: 'browse' })));
    assert.equal(other?.verdict, 'disproven');
  }
});

test('what was never checked, measured or tried is told with what became of the journey', () => {
  const mistake = errors(30, { step: 'iteration', cause: 'journey mistake', example: 'TypeError: x is undefined' });
  const threw = errors(30, { step: 'iteration', of: 'iteration', cause: 'journey threw', example: 'reset' });
  const ledger = trial(phase({}, iterations(60, { failed: 30 }), mistake, threw, planMistake()));
  for (const claimed of [
    claim.checks(order),
    claim.metric(order, 'basket', 'count<5'),
    claim.tenantIsolation(order),
    claim.latency(order, 'p(95)<1s'),
    claim.errors(order, 'rate<1%', { step: 'GET /' }),
    claim.throughput(order, 'count>5'),
  ]) {
    const [finding] = judgeClaims([claimed], ledger);
    assert.equal(finding?.verdict, 'unproven');
    const told = finding?.because.join('\n') ?? '';
    for (const why of [/x is undefined/, /trial.ts:12/, /30 of 60 iterations did not come to their end/])
      assert.match(told, why, claimed.kind);
  }
});

test('a doubt never undoes a disproof', () => {
  const failing = trial(phase({}, window(Array(1000).fill(10), { failed: 500 }), errors(500), floating(3)));
  assert.equal(judgeClaims(claims, failing)[0]?.verdict, 'disproven');
});

test('a name of two kinds of things leaves a claim that gives it unproven', () => {
  const requests = window(Array(400).fill(5), { step: 'same', of: 'request' });
  const blocks = window(Array(400).fill(5), { step: 'same', of: 'step', failed: 9 });
  const answers = [
    judgeErrors(claim.errors(order, 'count==0', { step: 'same' }), trial(phase({}, requests, blocks))),
    judgeLatency(claim.latency(order, 'p(95)<1s', { step: 'same' }), trial(phase({}, requests, blocks))),
    judgeThroughput(claim.throughput(order, 'count>10', { step: 'same' }), trial(phase({}, requests, blocks))),
  ];
  for (const { verdict, because } of answers) {
    assert.equal(verdict, 'unproven');
    assert.match(
      because[0] ?? '',
      /^'same' is the name of a request and of a step: the figures are those of the requests/,
    );
  }
});

test('the name of the whole journey names nothing else', () => {
  const requests = window(Array(400).fill(5), { step: 'iteration', of: 'request' });
  const named = claim.errors(order, 'count==0', { step: 'iteration' });
  const answer = judgeErrors(named, trial(phase({}, requests, iterations(9, { failed: 9 }))));
  assert.deepEqual([answer.verdict, answer.observed], ['disproven', '9 of 9 iterations failed (100%)']);
});

test('answers inside a step that returned all the same are doubted, absence as well', () => {
  const steps = window(Array(100).fill(1), { step: 'get', of: 'step' });
  for (const status of [404, 500]) {
    const doubted = run(steps, statuses(status, 1, { step: 'get', of: 'step' }));
    assert.match(
      because(doubted),
      new RegExp(`1 answer inside the step 'get' had status ${status}, and the step did not throw`),
    );
  }
});
