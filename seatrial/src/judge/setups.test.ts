/** What a setup was answered: waits, looks and logins that let nobody in. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Ledger } from '../evidence/ledger.ts';
import { claim } from '../plan/claims/claim.ts';
import { judgeClaims } from './judge.ts';
import {
  checks,
  errors,
  order,
  phase,
  redirected,
  statuses,
  type TimedFact,
  trial,
  waited,
  window,
} from './testing/evidence.ts';

const claims = [claim.errors(order, 'rate<1%'), claim.latency(order, 'p(95)<200ms'), claim.checks(order)];
const run = (...facts: TimedFact[]): Ledger =>
  trial(phase({}, window(Array(1000).fill(10)), checks(1000, 0), ...facts));
const verdicts = (ledger: Ledger) => judgeClaims(claims, ledger).map(({ verdict }) => verdict);
const because = (ledger: Ledger) => judgeClaims(claims, ledger)[0]?.because.join('\n') ?? '';
const proven = (ledger: Ledger, why: string) => assert.deepEqual(verdicts(ledger), Array(3).fill('proven'), why);
const unproven = (ledger: Ledger, why: string) => assert.deepEqual(verdicts(ledger), Array(3).fill('unproven'), why);

const journey = 'order setup';
const asked = (count: number, failed: number, more: { step?: string; cause?: 'status 4xx' } = {}) => {
  const setup = { journey, step: 'GET /token', ...more };
  return [window(Array(count).fill(1), { ...setup, failed }), errors(failed, setup)];
};
const waits = (count: number, step = 'GET /token') => waited(count, { step });

test('a setup that waited until the system was warm is no doubt', () => {
  const warm = run(...asked(37, 36), waits(36));
  proven(warm, 'one wait');
  assert.match(because(warm), /the setup waited: 36 requests of it failed before 'GET \/token' worked/);
  proven(run(...asked(40, 36), waits(20), waits(16)), 'several users, in two threads');
  const inStep = window([1], { journey, step: 'until warm', of: 'step', failed: 1, requestFailed: 1 });
  proven(run(...asked(37, 36), waits(36), inStep), 'inside a step');
});

test('unproven: what failed in a setup and was not answered later, however many others of its name were', () => {
  for (const [why, ledger] of [
    ['each user was refused one of two tokens', run(...asked(8, 4))],
    ['some waited and some were refused', run(...asked(12, 8), waits(4))],
    ['a refusal is no wait', run(...asked(37, 36, { cause: 'status 4xx' }), waits(36))],
  ] as const) {
    unproven(ledger, why);
    assert.match(because(ledger), /(?:4|8|36) requests of the setup failed \('GET \/token'\): what the journey did/);
    assert.doesNotMatch(because(ledger), /the setup waited/);
  }
  const threw = window([1], { journey, step: 'migrate', of: 'step', failed: 1, requestFailed: 0 });
  assert.match(because(run(threw)), /1 step of the setup failed \('migrate'\)/);
});

test('a look whether something is there is listed; a refusal inside a step is a doubt, unless something was there', () => {
  const looked = run(
    statuses(404, 9, { journey, step: 'GET /shop' }),
    statuses(409, 2, { journey, of: 'step', step: 'create' }),
  );
  proven(looked, 'it looked');
  assert.match(because(looked), /9 answers of 'GET \/shop' in the setup had status 404/);
  assert.match(because(looked), /2 answers inside the step 'create' of the setup had status 409/);
  const login = run(statuses(404, 4, { journey: 'order user setup', of: 'step', step: 'login' }));
  unproven(login, 'a login that is not there');
  assert.match(
    because(login),
    /4 answers inside the step 'login' of the setup had status 404, and the step did not throw/,
  );
});

test('unproven: a login of the setup that was led to where one logs in', () => {
  for (const [why, facts, told] of [
    [
      'followed',
      [redirected('/login?error', 4, { journey, step: 'POST /login' })],
      /4 answers of 'POST \/login' in the setup came from/,
    ],
    [
      'not followed, and expected',
      [redirected('/login', 4, { journey, step: 'POST /session', status: 302 })],
      /in the setup led to \/login/,
    ],
    [
      'by fetch',
      [redirected('/login', 4, { journey, of: 'step', step: 'log in' })],
      /inside the step 'log in' of the setup came from/,
    ],
    [
      'what is named otherwise, with an error',
      [redirected('/login?error', 4, { journey, step: 'POST /check' })],
      /'POST \/check'/,
    ],
    ['nothing logs in', [redirected('/login', 4, { journey, step: 'GET /orders' })], /'GET \/orders'/],
  ] as [string, TimedFact[], RegExp][]) {
    unproven(run(...facts), why);
    assert.match(because(run(...facts)), told);
  }
  for (const [why, ...facts] of [
    ['led home', redirected('/home', 4, { journey, step: 'POST /login' })],
    ['to the next question of a login', redirected('/oauth2/authorize?scope', 4, { journey, step: 'POST /login' })],
    ['registered', redirected('/login', 4, { journey, step: 'POST /register' })],
    ['the front page', redirected('/login', 4, { journey, step: 'GET /' })],
    [
      'led there first, and logged in then',
      window([1], { journey, step: 'GET /orders' }),
      redirected('/login', 4, { journey, step: 'GET /orders' }),
      window([1], { journey, step: 'POST /login' }),
    ],
    [
      'the same in one step',
      redirected('/login', 4, { journey, of: 'step', step: 'log in' }),
      redirected('/home', 4, { journey, of: 'step', step: 'log in' }),
    ],
    ['a teardown', redirected('/login', 4, { journey: 'order teardown', step: 'POST /login' })],
  ] as [string, ...TimedFact[]][])
    proven(run(...facts), why);
});
