import assert from 'node:assert/strict';
import { test } from 'node:test';
import { claim } from '../../plan/claims/claim.ts';
import { journey } from '../../plan/journey.ts';
import type { Answer } from '../answer.ts';
import {
  errors,
  floating,
  kill,
  phase,
  redirected,
  seconds,
  statuses,
  type TimedFact,
  timesMs,
  traffic,
  trial,
  window,
} from '../testing/evidence.ts';
import { judgeRecovery } from './recovery.ts';

const recovers = claim.recovery({ after: 'kill', within: '2s', sustained: '1s' });

/** A phase of 20 s; the fault bites at 3 s and is undone at 5 s. */
function judge(...facts: TimedFact[]): Answer {
  return judgeRecovery(recovers, trial(phase({ to: 20 }, ...facts)));
}

/** Requests of a rare step, one every 1.5 s. */
const pay = (from: number, to: number, failed: number): TimedFact[] =>
  Array.from({ length: Math.round((to - from) / 1.5) }, (_, index) => {
    const fromUs = seconds(from + 1.5 * index);
    return window([5], { step: 'POST /pay', of: 'request', failed, fromUs, toUs: fromUs + 100_000 });
  });
const others = (given: Parameters<typeof traffic>[2] = {}): TimedFact[] => [
  ...traffic(0, 3, { of: 'request' }),
  ...traffic(3, 5.5, { of: 'request', failed: 2 }),
  ...traffic(5.5, 20, { of: 'request', ...given }),
];
/** One request that failed. */
const failure = (step: string, at: number): TimedFact =>
  window([5], { step, of: 'request', failed: 1, fromUs: seconds(at), toUs: seconds(at) + 100_000 });

test('unproven: a step that worked before and never since is not hidden by the others', () => {
  const background = [failure('GET /orders', 0.5), failure('GET /orders', 1), failure('GET /orders', 1.5)];
  const dead = judge(...kill(), ...background, ...others(), ...pay(0.2, 3.2, 0), ...pay(7, 19, 1));
  assert.deepEqual([dead.verdict, dead.observed], ['unproven', '600ms']);
  assert.deepEqual(dead.because, [
    'kill api 1: worked again within 600ms',
    "kill api 1: all 8 'POST /pay' after that failed, 2 of 2 before the fault succeeded",
  ]);
  const late = judge(...kill(), ...background, ...others(), ...pay(0.2, 3.2, 0), ...pay(7, 8.5, 1), ...pay(9, 19.5, 0));
  assert.equal(late.verdict, 'proven', late.because.join());
  const never = judge(...kill(), ...background, ...others(), ...pay(0.2, 1.7, 1), ...pay(7, 19, 1));
  assert.doesNotMatch(never.because.join(), /POST \/pay/);
});

test('unproven: a step that fails half of the time since, or more often than chance makes likely', () => {
  const half = [...pay(7, 13, 1), ...pay(13.1, 19.1, 0)];
  const background = [0.1, 0.5, 1, 1.5].map((at) => failure('GET /orders', at));
  const told = judge(...kill(), ...background, ...others(), ...pay(0.2, 3.2, 0), ...half);
  assert.equal(told.verdict, 'unproven');
  assert.match(told.because.join(), /4 of 8 'POST \/pay' after that failed, 2 of 2 before the fault succeeded/);
  const slowly = (from: number, to: number, given: Parameters<typeof traffic>[2]): TimedFact[] =>
    traffic(from, to, { step: 'POST /pay', of: 'request', every: 0.2, ...given });
  const often = [
    ...slowly(0, 3, { every: 0.1 }),
    failure('POST /pay', 2.9),
    ...slowly(6, 20, {}),
    ...slowly(7, 20, { every: 1, count: 4, failed: 4 }),
  ];
  const third = judge(...kill(), ...background, ...others(), ...often);
  assert.equal(third.verdict, 'unproven', third.because.join());
});

test('unproven: a few failures of a step that never failed before, however many succeed', () => {
  const few = (from: number): TimedFact[] => [0, 1, 2, 3, 4, 5].map((second) => failure('POST /orders', from + second));
  const one = judge(...kill(), ...others(), ...few(8));
  assert.equal(one.verdict, 'unproven');
  assert.match(one.because.join(), /6 of 296 'POST \/orders' after that failed, 58 of 58 before the fault succeeded/);
  assert.equal(judge(...kill(), ...others(), ...few(8).slice(1)).verdict, 'proven');
});

test('unproven: answers with a status that nobody named, which there was not before', () => {
  const told = (facts: TimedFact[]): Answer => judge(...kill(), ...others(), ...facts);
  const since = (status: number, count: number, given = {}): TimedFact[] =>
    Array.from({ length: 14 }, (_, index) => {
      const fromUs = seconds(6 + index);
      return statuses(status, count, { fromUs, toUs: fromUs + 100_000, ...given });
    });
  const login = told(since(302, 2));
  assert.equal(login.verdict, 'unproven');
  assert.match(login.because.join(), /28 of 290 answers of 'POST \/orders' had status 302 after that, none before/);
  assert.equal(told(since(404, 2)).verdict, 'proven', 'keys of failed writes are asked for');
  assert.match(told(since(404, 20)).because.join(), /280 of 290 answers .* status 404/);
  const before = statuses(302, 20, { fromUs: seconds(1), toUs: seconds(1.1) });
  assert.equal(told([before, ...since(302, 2)]).verdict, 'proven');
  assert.match(told(since(503, 2, { of: 'step' })).because.join(), /28 answers inside the step .* had status 503/);
  assert.match(
    told(since(0, 2, { of: 'step' })).because.join(),
    /28 requests inside the step .* had no complete answer/,
  );
});

test('unproven: a connection that was kept and ended in the fault, on which nothing was sent since', () => {
  const messages = (from: number, to: number, failed = 0): TimedFact[] =>
    traffic(from, to, { step: 'WS / exchange', of: 'message', failed });
  const over = (of: 'stream over' | 'reset') =>
    errors(290, {
      step: 'WS / exchange',
      of: 'message',
      cause: of,
      fromUs: seconds(5),
      toUs: seconds(20),
      atUs: seconds(20),
    });
  const kept = judge(...kill(), ...messages(0, 3), ...messages(3, 20, 2), over('stream over'));
  assert.equal(kept.verdict, 'unproven');
  assert.match(kept.because.join(), /290 messages were never sent.*of \d+ messages failed/s);
  const down = judge(...kill(), ...messages(0, 3), ...messages(3, 20, 2), over('reset'));
  assert.equal(down.verdict, 'disproven');
});

test('unproven: answers that lead elsewhere than before the fault', () => {
  const during = (from: number, to: number, place: string, count: number, given = {}): TimedFact[] =>
    Array.from({ length: to - from }, (_, index) => {
      const fromUs = seconds(from + index);
      return redirected(place, count, { fromUs, toUs: fromUs + 100_000, ...given });
    });
  const told = (...facts: TimedFact[]): Answer => judge(...kill(), ...others(), ...facts);
  const login = told(...during(6, 20, '/login', 4));
  assert.equal(login.verdict, 'unproven');
  assert.match(login.because.join(), /56 of 290 answers of 'POST \/orders' led to \/login after that, none before the/);
  assert.match(
    told(...during(6, 20, '/login', 4, { of: 'step', step: 'orders' })).because.join(),
    /inside the step 'orders' led to \/login after/,
  );
  const all = (from: number, to: number, place: string): TimedFact[] => during(from, to, place, 20);
  assert.equal(told(...all(0, 3, '/orders/:id'), ...all(6, 20, '/orders/:id')).verdict, 'proven', 'as before');
  assert.equal(told(...during(6, 20, '/welcome', 0), redirected('/welcome', 1)).verdict, 'proven', 'once');
  const gone = told(...all(0, 3, '/home'));
  assert.equal(gone.verdict, 'unproven');
  assert.match(
    gone.because.join(),
    /none of 'POST \/orders' led to \/home after that, 60 of 60 answers before the fault/,
  );
  const slugs = (from: number, to: number): TimedFact[] =>
    Array.from({ length: to - from }, (_, n) =>
      during(from + n, from + n + 1, `/o/${'abcdefghijklmnopqrst'[from + n]}`, 20),
    ).flat();
  const many = [...slugs(0, 3), ...during(0, 3, '/o/…', 1), ...during(6, 20, '/o/…', 20)];
  assert.equal(told(...many).verdict, 'proven', 'more places than are told apart');
  assert.equal(told(...many, ...during(6, 20, '/login/…', 4)).verdict, 'unproven');
});

test('unproven: one of several that answer is slow for ever, and a slow start is none', () => {
  const taking = (ms: number) => ({ response: timesMs(5, ms), service: timesMs(5, ms) });
  const half = judge(...kill(), ...others(taking(900)));
  assert.equal(half.verdict, 'unproven');
  assert.match(half.because.join(), /a fifth of answers took 899ms or longer after that, 5ms was the median before/);
  const cold = [...traffic(0, 3, { of: 'request' }), ...traffic(5.5, 10, { of: 'request', ...taking(900) })];
  const warm = judge(...kill(), ...cold, ...traffic(10, 20, { of: 'request' }));
  assert.equal(warm.verdict, 'proven', warm.because.join());
});

test('unproven: a share below a fifth that is slow for ever, and neither a tail nor a hiccup is', () => {
  const slow = { response: timesMs(5, 900), service: timesMs(5, 900) };
  /** Of twelve answers one is slow in these windows. */
  const slowIn = (from: number, to: number, every: number): TimedFact[] =>
    Array.from({ length: Math.round((to - from) * 10) }, (_, index) => {
      const fromUs = seconds(from + index / 10);
      const times = Array(index % every === 0 ? 5 : 6).fill(5);
      const values = timesMs(...times, ...(index % every === 0 ? [900] : []));
      const span = { fromUs, toUs: fromUs + 100_000, atUs: fromUs + 100_000 };
      return window([], { ...span, of: 'request', count: values.count, response: values, service: values });
    });
  const quick = (from: number, to: number): TimedFact[] => slowIn(from, to, 1000).slice(1);
  const down = traffic(3, 5.5, { of: 'request', failed: 2 });
  const sixth = judge(...kill(), ...quick(0, 3), ...down, ...slowIn(5.5, 20, 2));
  assert.equal(sixth.verdict, 'unproven', sixth.because.join());
  assert.match(
    sixth.because.join(),
    /\d+ of 4\d\d answers took longer than 5\d(\.\d)?ms in the second half of the time after that, 0 of 168 before the fault/,
  );
  const tail = judge(...kill(), ...slowIn(0, 3, 2), ...down, ...slowIn(5.5, 20, 2));
  assert.equal(tail.verdict, 'proven', tail.because.join());
  const rare = judge(...kill(), ...quick(0, 3), ...down, ...slowIn(5.5, 20, 12));
  assert.equal(rare.verdict, 'proven', rare.because.join());
  const start = judge(...kill(), ...quick(0, 3), ...down, ...slowIn(5.5, 10, 2), ...quick(10, 20));
  assert.equal(start.verdict, 'proven', start.because.join());
  const hiccup = judge(
    ...kill(),
    ...quick(0, 3),
    ...down,
    ...quick(5.5, 15),
    ...traffic(15, 17, slow),
    ...quick(17, 20),
  );
  assert.equal(hiccup.verdict, 'proven', hiccup.because.join());
});

test('unproven: nobody awaited what the journey asked, or its setup failed', () => {
  const loose = judge(...kill(), ...others(), floating(3));
  assert.equal(loose.verdict, 'unproven');
  assert.match(loose.because.join(), /3 times 'POST \/orders' was still running when its iteration ended/);
});

test('what failed since a fault was begun, before it was seen to have bitten, is not what was usual', () => {
  const begun = (facts: TimedFact[], at: number): TimedFact[] =>
    facts.map((fact) => (fact.kind === 'fault-leased' ? { ...fact, atUs: seconds(at) } : fact));
  const early = [...traffic(0, 2, { of: 'request' }), ...traffic(2, 5.5, { of: 'request', failed: 2 })];
  const some = traffic(5.5, 20, { of: 'request', count: 5, failed: 1 });
  const told = judge(...begun(kill(), 2), ...early, ...some);
  assert.notEqual(told.verdict, 'proven', told.because.join());
  const second = begun(kill({ lease: 'lease-2', bit: 13, undone: 14 }), 12);
  const both = judge(
    ...kill(),
    ...second,
    ...traffic(0, 3, { of: 'request' }),
    ...traffic(3, 5.5, { of: 'request', failed: 2 }),
    ...traffic(5.5, 12, { of: 'request' }),
    ...traffic(12, 14.5, { of: 'request', failed: 2 }),
    ...traffic(14.5, 20, { of: 'request' }),
  );
  assert.equal(both.verdict, 'proven', both.because.join());
});

test('a load beside the one with the fault must recover as well', () => {
  const beside = (failed: number): TimedFact[] =>
    phase(
      { name: 'browse', journey: 'browse', to: 20 },
      ...traffic(0, 3, { phase: 'browse', journey: 'browse' }),
      ...traffic(3, 5.5, { phase: 'browse', journey: 'browse', failed: 2 }),
      ...traffic(5.5, 20, { phase: 'browse', journey: 'browse', failed }),
    );
  const own = phase({ to: 20 }, ...kill(), ...others());
  const dead = judgeRecovery(recovers, trial([...own, ...beside(2)]));
  assert.equal(dead.verdict, 'disproven');
  assert.match(dead.because.join(), /kill api 1, 'browse' beside it: 300 of 300 requests failed/);
  assert.equal(judgeRecovery(recovers, trial([...own, ...beside(0)])).verdict, 'proven');
  const browse = claim.recovery({ after: 'kill', within: '2s', journey: journey('browse', async () => {}) });
  assert.equal(judgeRecovery(browse, trial([...own, ...beside(2)])).verdict, 'disproven');
});

test('unproven: a journey that worked before the fault, and of which nothing works in a later phase', () => {
  const browse = (name: string, from: number, failed: number): TimedFact[] =>
    phase(
      { name, journey: 'browse', from, to: from + 2 },
      ...traffic(from, from + 2, { phase: name, journey: 'browse', of: 'request', failed }),
    );
  const crash = phase(
    { name: 'crash', from: 3, to: 20 },
    ...kill({ phase: 'crash', bit: 8, undone: 9 }),
    ...[
      ...traffic(3, 8, { phase: 'crash', of: 'request' }),
      ...traffic(8, 9.5, { phase: 'crash', of: 'request', failed: 2 }),
      ...traffic(9.5, 20, { phase: 'crash', of: 'request' }),
    ],
  );
  const told = (before: number, after: number): Answer =>
    judgeRecovery(recovers, trial([...browse('calm', 0, before), ...crash, ...browse('after', 21, after)]));
  assert.equal(told(0, 2).verdict, 'unproven');
  assert.match(told(0, 2).because.join(), /all 40 requests of 'browse' in 'after' failed, 40 of 40 before the fault/);
  assert.equal(told(0, 1).verdict, 'proven');
  assert.equal(told(2, 2).verdict, 'proven', 'it did not work before either');
  const named = claim.recovery({ after: 'kill', within: '2s', sustained: '1s', during: 'crash' });
  const facts = [...browse('calm', 0, 0), ...crash, ...browse('after', 21, 2)];
  assert.equal(judgeRecovery(named, trial(facts)).verdict, 'proven', 'the claim is about that phase');
});

test('unproven: one step of a journey, or the journey itself, is dead in a later phase', () => {
  const some = (name: string, own: string, from: number, to: number, step: string, failed: number): TimedFact[] =>
    traffic(from, to, { phase: name, journey: own, of: 'request', step, failed });
  const rare = (name: string, from: number, failed: number): TimedFact[] =>
    phase(
      { name, journey: 'browse', from, to: from + 2 },
      ...some(name, 'browse', from, from + 2, 'GET /', 0),
      ...some(name, 'browse', from, from + 2, 'GET /rare', failed),
    );
  const crash = phase(
    { name: 'crash', from: 3, to: 20 },
    ...kill({ phase: 'crash', bit: 8, undone: 9 }),
    ...some('crash', 'order', 3, 8, 'GET /', 0),
    ...some('crash', 'order', 8, 9.5, 'GET /', 2),
    ...some('crash', 'order', 9.5, 20, 'GET /', 0),
  );
  const told = (failed: number): Answer =>
    judgeRecovery(recovers, trial([...rare('calm', 0, 0), ...crash, ...rare('after', 21, failed)]));
  assert.equal(told(2).verdict, 'unproven');
  assert.match(told(2).because.join(), /all 40 'GET \/rare' of 'browse' in 'after' failed, 40 of 40 before the fault/);
  assert.equal(told(1).verdict, 'proven', told(1).because.join());
  const own = phase({ name: 'next', from: 21, to: 23 }, ...some('next', 'order', 21, 23, 'GET /', 2));
  const dead = judgeRecovery(recovers, trial([...crash, ...own]));
  assert.equal(dead.verdict, 'unproven', dead.because.join());
  assert.match(dead.because.join(), /all 40 requests of 'order' in 'next' failed, 98 of 98 before the fault did not/);
});

test('one failure is a doubt only where the step never failed before', () => {
  const background = [failure('GET /orders', 0.5), failure('GET /orders', 1)];
  const once = [...kill(), ...background, ...others(), ...pay(0.2, 3.2, 0), failure('POST /pay', 8)];
  assert.match(judge(...once).because.join(), /the only 'POST \/pay' after that failed, 2 of 2 before/);
  const usual = judge(...once, failure('POST /pay', 0.8));
  assert.equal(usual.verdict, 'proven', usual.because.join());
});

test('what failed after the next fault is not held against the first', () => {
  const second = kill({ lease: 'lease-2', bit: 12, undone: 13 });
  const both = judge(
    ...kill(),
    ...second,
    failure('GET /orders', 0.5),
    ...others(),
    ...pay(0.2, 3.2, 0),
    failure('POST /pay', 8),
  );
  assert.match(
    both.because.join('\n'),
    /the only 'POST \/pay' from then until another fault came failed, 2 of 2 before the fault succeeded/,
  );
  const later = judge(
    ...kill(),
    ...second,
    failure('GET /orders', 0.5),
    ...others(),
    ...pay(0.2, 3.2, 0),
    failure('POST /pay', 16),
  );
  assert.equal(later.because.filter((sentence) => sentence.includes('POST /pay')).length, 1, later.because.join('\n'));
});

test('unproven: answers that take far longer than before, of all requests or of one step', () => {
  const taking = (ms: number) => ({ response: timesMs(ms, ms), service: timesMs(ms, ms) });
  const slow = judge(...kill(), ...others(taking(900)));
  assert.equal(slow.verdict, 'unproven');
  assert.match(slow.because.join(), /answers took 900ms at the median after that, 5ms before the fault/);
  const bit = judge(...kill(), ...others(taking(45)));
  assert.equal(bit.verdict, 'proven', bit.because.join());
  const usual = window([950], { of: 'request', fromUs: seconds(1), toUs: seconds(1.1) });
  const asEver = judge(...kill(), usual, ...others(taking(900)));
  assert.equal(asEver.verdict, 'proven', asEver.because.join());
  const asked = (from: number, to: number, ms: number): TimedFact[] =>
    traffic(from, to, {
      step: 'GET /report',
      of: 'request',
      count: 1,
      every: 0.5,
      response: timesMs(ms),
      service: timesMs(ms),
    });
  const step = judge(...kill(), ...others(), ...asked(0, 3, 5), ...asked(6, 20, 600));
  assert.match(step.because.join(), /'GET \/report' took 600ms at the median after that, 5ms before the fault/);
  assert.equal(step.verdict, 'unproven');
});
