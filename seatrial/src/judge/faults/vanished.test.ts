/** What a journey did up to a fault and never after it: a doubt where it was done steadily, and none where it may be chance. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { claim } from '../../plan/claims/claim.ts';
import { Random } from '../../std/random.ts';
import type { Answer } from '../answer.ts';
import {
  arrivals,
  checks,
  kill,
  phase,
  seconds,
  type TimedFact,
  timesMs,
  traffic,
  trial,
  window,
} from '../testing/evidence.ts';
import { judgeRecovery } from './recovery.ts';

const recovers = claim.recovery({ after: 'kill', within: '2s', sustained: '1s' });
const OPEN = { step: 'open', of: 'request' } as const;

/** A phase of 20 s; the fault bites at 3 s and is undone at 5 s. Iterations take `iterationMs`. */
function judge(facts: readonly TimedFact[], iterationMs = 50): Answer {
  const service = timesMs(iterationMs);
  const whole = traffic(0, 20, {
    step: 'iteration',
    of: 'iteration',
    count: 1,
    requestFailed: 0,
    response: service,
    service,
  });
  const list = [
    ...traffic(0, 3, { of: 'request' }),
    ...traffic(3, 5.5, { of: 'request', failed: 2 }),
    ...traffic(5.5, 20, { of: 'request' }),
  ];
  return judgeRecovery(recovers, trial(phase({ to: 20 }, ...kill(), ...list, ...whole, ...facts)));
}

/** One request of `open` at each of these seconds. */
const opened = (...at: number[]): TimedFact[] =>
  at.map((second) => window([5], { ...OPEN, fromUs: seconds(second), toUs: seconds(second) + 100_000 }));
/** As many as chance gives at ten windows a second. */
const now = (seed: number, share: number, from: number, to: number): TimedFact[] => {
  const random = new Random(seed, 'open');
  const slots = Array.from({ length: Math.round((to - from) * 10) }, (_, index) => from + index / 10);
  return opened(...slots.filter(() => random.next() < share));
};

test('unproven: a step, a check and a measure that were there up to the fault, and never after it', () => {
  const gone = judge(traffic(0, 3, OPEN));
  assert.equal(gone.verdict, 'unproven');
  assert.equal(
    gone.because.at(-1),
    "kill api 1: 'open' was asked 28 times for the last 56 requests before the fault, never after that",
  );
  const back = judge([...traffic(0, 3, OPEN), ...traffic(6, 20, OPEN)]);
  assert.equal(back.verdict, 'proven', back.because.join());
  const made = (from: number, to: number): TimedFact[] =>
    traffic(from, to).map((fact) => checks(2, 0, { fromUs: fact.atUs - 100_000, toUs: fact.atUs, atUs: fact.atUs }));
  assert.match(
    judge(made(0, 3)).because.join(),
    /the check 'created' was made 28 times for the last 28 requests .*, never after/,
  );
  assert.equal(judge([...made(0, 3), ...made(6, 20)]).verdict, 'proven');
  const measured = (from: number, to: number, type: 'trend' | 'counter'): TimedFact[] =>
    made(from, to).map(({ atUs }) => {
      const where = { phase: 'baseline', journey: 'order', metric: 'found', fromUs: atUs - 100_000, toUs: atUs, atUs };
      if (type === 'counter') return { kind: 'metric', ...where, type, sum: 1 };
      return { kind: 'metric', ...where, type, values: timesMs(3) };
    });
  assert.match(judge(measured(0, 3, 'trend')).because.join(), /'found' was measured 14 times/);
  assert.equal(judge(measured(0, 3, 'counter')).verdict, 'proven', 'it may count failures');
});

test('unproven: a step that is hardly asked any more', () => {
  const some = judge([...traffic(0, 3, OPEN), ...traffic(6, 20, { ...OPEN, every: 2, count: 1 })]);
  assert.match(
    some.because.join(),
    /'open' was asked 28 times for the last 56 requests before the fault, 7 of 295 requests after/,
  );
  assert.equal(some.verdict, 'unproven');
  const third = judge([...traffic(0, 3, OPEN), ...traffic(6, 20, { ...OPEN, every: 0.3 })]);
  assert.equal(third.verdict, 'proven', third.because.join());
});

test('unproven: it stands beside requests, is asked seldom, or by one of five users only', () => {
  const step = { step: 'open', of: 'step' } as const;
  const beside = judge(traffic(0, 3, step));
  assert.match(
    beside.because.join(),
    /the step 'open' was done 28 times for the last 28 requests .*, never after that/,
  );
  assert.equal(beside.verdict, 'unproven');
  const seldom = judge(opened(0.2, 0.8, 1.4, 2, 2.6));
  assert.match(seldom.because.join(), /'open' was asked 5 times for the last 63 requests before the fault, never/);
  const fifth = judge([...traffic(0, 3, OPEN), ...traffic(5.5, 20, { ...OPEN, every: 0.6 })]);
  assert.match(fifth.because.join(), /'open' was asked 28 times for the last 56 requests before the fault, 4\d of/);
});

test('unproven: iterations are longer than the time before the fault, and all have begun anew since', () => {
  const long = (endedAt: number, users: number, open: readonly TimedFact[]): Answer => {
    const list = [
      ...traffic(0, 3, { of: 'request' }),
      ...traffic(3, 5.5, { of: 'request', failed: 2 }),
      ...traffic(5.5, 20, { of: 'request' }),
    ];
    const ended = traffic(endedAt, endedAt + 0.1, { step: 'iteration', of: 'iteration', count: 4, requestFailed: 4 });
    const asked = arrivals({ due: null, users, toUs: seconds(20) });
    const facts = [...kill(), asked, ...list, ...ended, ...open];
    return judgeRecovery(recovers, trial(phase({ to: 20 }, ...facts)));
  };
  const gone = long(6, 4, traffic(0, 3, OPEN));
  assert.equal(gone.verdict, 'unproven');
  assert.match(gone.because.join(), /'open' was asked \d+ times .*, never after that/);
  assert.equal(long(6, 4, [...traffic(0, 3, OPEN), ...traffic(8, 8.1, OPEN)]).verdict, 'proven', 'it may be rare now');
  assert.equal(long(6, 5, traffic(0, 3, OPEN)).verdict, 'proven', 'one of five users may be in its first iteration');
  assert.equal(long(19, 4, traffic(0, 3, OPEN)).verdict, 'proven', 'too short a time to tell');
});

test('what is asked rarely, at random, in bursts or at the start has not vanished', () => {
  const rare = judge(opened(0.4, 1.7, 2.3));
  assert.equal(rare.verdict, 'proven', rare.because.join());
  const login = judge([...traffic(0, 1.4, OPEN)]);
  assert.equal(login.verdict, 'proven', 'a login of each user');
  const burst = judge([window(Array(20).fill(5), { ...OPEN, fromUs: seconds(2.5), toUs: seconds(2.6) })]);
  assert.equal(burst.verdict, 'proven', 'each user in its 50th iteration');
  for (let seed = 1; seed <= 40; seed++) {
    const share = [0.02, 0.1, 0.3, 0.7][seed % 4] as number;
    const random = judge([...now(seed, share, 0, 3), ...now(seed + 100, share, 5.5, 20)]);
    assert.equal(random.verdict, 'proven', `seed ${seed}: ${random.because.join()}`);
  }
});

test('what stands at the end of a long iteration comes late, when all begin anew', () => {
  const last = [...traffic(0, 3, OPEN), ...traffic(13.5, 20, OPEN)];
  assert.equal(judge(last, 4000).verdict, 'proven');
  assert.equal(judge(traffic(0, 3, OPEN), 10_000).verdict, 'proven', 'too short a time to tell');
});
