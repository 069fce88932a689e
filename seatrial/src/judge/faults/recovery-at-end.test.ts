import assert from 'node:assert/strict';
import { test } from 'node:test';
import { claim } from '../../plan/claims/claim.ts';
import type { Answer } from '../answer.ts';
import {
  arrivals,
  kill,
  loadSpan,
  phase,
  seconds,
  type TimedFact,
  timesMs,
  traffic,
  trial,
  unfinished,
} from '../testing/evidence.ts';
import { judgeRecovery } from './recovery.ts';

const recovers = claim.recovery({ after: 'kill', within: '2s', sustained: '1s' });
const asked = { of: 'request' } as const;

/** A phase of 20 s, of which the load lasts for 19; the fault bites at 3 s and is undone at 5 s. */
function judge(...facts: TimedFact[]): Answer {
  return judgeRecovery(recovers, trial(phase({ to: 20 }, ...kill(), loadSpan(0, 19), ...facts)));
}

const before = [...traffic(0, 3, asked), ...traffic(3, 5.5, { ...asked, failed: 2 })];
/** Requests that were never answered, by how many seconds each had waited at 20 s. */
const hung = (...waited: number[]): TimedFact =>
  unfinished(waited.length, Math.max(...waited), { waits: timesMs(...waited.map((s) => s * 1000)), atUs: seconds(20) });

test('disproven: it worked for a while, and failed in the end', () => {
  const down = judge(...before, ...traffic(5.5, 12, asked), ...traffic(12, 19, { ...asked, failed: 2 }));
  assert.deepEqual([down.verdict, down.observed], ['disproven', 'no lasting recovery in 15s']);
  assert.deepEqual(down.because, ['kill api 1: 40 of 40 requests failed in the last 2.01s of the load']);
  const half = judge(...before, ...traffic(5.5, 12, asked), ...traffic(12, 19, { ...asked, failed: 1 }));
  assert.equal(half.verdict, 'disproven', half.because.join());
  const over = judge(
    ...before,
    ...traffic(5.5, 12, asked),
    ...traffic(12, 16, { ...asked, failed: 2 }),
    ...traffic(16, 19, asked),
  );
  assert.equal(over.verdict, 'unproven', 'an outage that ended');
});

test('disproven: it worked for a while, and hung in the end; a few lost answers are no outage', () => {
  const down = judge(...before, ...traffic(5.5, 12, asked), hung(7.9, 7.9, 7.8, 7.8));
  assert.equal(down.verdict, 'disproven', down.because.join());
  assert.match(down.because.join(), /nothing succeeded in the last 2.01s of the load, although 4 requests waited/);
  const lost = judge(...before, ...traffic(5.5, 16, asked), hung(13, 11, 6, 4));
  assert.equal(lost.verdict, 'unproven', lost.because.join());
});

test('unproven: it worked again and hung in the end, not for as long as it may take to recover', () => {
  const until = (...facts: TimedFact[]): Answer =>
    judgeRecovery(recovers, trial(phase({ to: 20 }, ...kill(), loadSpan(0, 19.9), ...before, ...facts)));
  const lately = until(...traffic(5.5, 18.2, asked), hung(1.7, 1.7));
  assert.equal(lately.verdict, 'unproven', lately.because.join());
  assert.match(lately.because.join(), /nothing succeeded in the last 1.6s of the load, although a request was waited/);
  const lost = until(...traffic(5.5, 19.9, asked), hung(1.9));
  assert.equal(lost.verdict, 'proven', 'one was lost, and all others were answered');
  const one = { ...asked, step: 'GET /a' };
  const half = until(
    ...traffic(0, 3, one),
    ...traffic(5.5, 18.2, one),
    ...traffic(5.5, 19.9, asked),
    unfinished(2, 1.7, { step: 'GET /a', waits: timesMs(1700, 1700), atUs: seconds(20) }),
  );
  assert.equal(half.verdict, 'unproven', half.because.join());
  assert.match(half.because.join(), /no 'GET \/a' succeeded in the last 1.6s of the load, although one was waited for/);
  const some = until(...traffic(5.5, 19.9, asked), hung(1.9, 1.8, 1.7));
  assert.equal(some.verdict, 'unproven', some.because.join());
  assert.match(some.because.join(), /3 requests had waited for longer than 1s when the phase ended, none did before/);
  const brief = until(...traffic(5.5, 19.3, asked), hung(0.7, 0.7));
  assert.equal(brief.verdict, 'proven', brief.because.join());
});

test('unproven: the last few requests, or those of one step, all failed', () => {
  const sparse = (from: number, to: number, failed: number, step = 'POST /orders'): TimedFact[] =>
    traffic(from, to, { ...asked, count: 1, failed, step }).filter((_, index) => index % 5 === 0);
  const until = (...facts: TimedFact[]): Answer =>
    judgeRecovery(recovers, trial(phase({ to: 20 }, ...kill(), loadSpan(0, 19.9), ...facts)));
  const well = [...sparse(0, 3, 0), ...sparse(3, 5.5, 1)];
  const dead = until(...well, ...sparse(5.5, 18.1, 0), ...sparse(18.1, 19.9, 1));
  assert.equal(dead.verdict, 'unproven', dead.because.join());
  assert.match(dead.because.join(), /nothing succeeded in the last 1.\ds of the load, and 4 requests failed/);
  const rare = [...sparse(0, 3, 0, 'GET /a'), ...sparse(5.5, 18.1, 0, 'GET /a'), ...sparse(18.1, 19.9, 1, 'GET /a')];
  const step = until(...before, ...traffic(5.5, 19.9, asked), ...rare);
  assert.equal(step.verdict, 'unproven', step.because.join());
  assert.match(step.because.join(), /no 'GET \/a' succeeded in the last 1.\ds of the load, and 4 failed/);
  const once = until(...well, ...sparse(5.5, 19.3, 0), ...sparse(19.3, 19.9, 1));
  assert.equal(once.verdict, 'proven', once.because.join());
});

test('disproven: one of several that answer is dead for ever, the others go on', () => {
  const every = Array.from({ length: 60 }, (_, index) => 14.5 - index / 4);
  const down = judge(...before, ...traffic(5.5, 19, { ...asked, count: 1 }), hung(...every.filter((s) => s > 0)));
  assert.equal(down.verdict, 'disproven', down.because.join());
  assert.match(down.because.join(), /requests that began later than 2s after it was undone had waited for longer/);
  const early = Array.from({ length: 30 }, (_, index) => 15 - index / 20);
  const lost = judge(...before, ...traffic(5.5, 19, asked), hung(...early));
  assert.notEqual(lost.verdict, 'disproven', 'those that began while it still had time');
  const usual = Array.from({ length: 40 }, (_, index) => 19.9 - index / 2);
  const asEver = judge(...before, ...traffic(5.5, 19, { ...asked, count: 1 }), hung(...usual.filter((s) => s > 0)));
  assert.notEqual(asEver.verdict, 'disproven', asEver.because.join());
});

test('what failed under more load than before the fault is not held against the recovery', () => {
  const down = [...before, ...traffic(5.5, 12, asked), ...traffic(12, 19, { ...asked, failed: 2 })];
  const due = (from: number, to: number, count: number) =>
    arrivals({ fromUs: seconds(from), toUs: seconds(to), due: count, started: count });
  const ramp = judge(...down, due(0, 3, 60), due(3, 12, 300), due(12, 19, 1000));
  assert.equal(ramp.verdict, 'unproven', ramp.because.join());
  const steady = judge(...down, due(0, 3, 60), due(3, 12, 180), due(12, 19, 140));
  assert.equal(steady.verdict, 'disproven', steady.because.join());
});

test('a step that never was answered before the fault either may just take long', () => {
  const poll = unfinished(20, 7.9, { step: 'GET /poll', waits: timesMs(...Array(20).fill(7900)), atUs: seconds(20) });
  const waiting = judge(...before, ...traffic(5.5, 12, asked), poll);
  assert.equal(waiting.verdict, 'unproven', waiting.because.join());
});

test('a poll that nobody ever saw answered is no silence of the service', () => {
  const once = (at: number): TimedFact[] => traffic(at, at + 0.1, { ...asked, step: 'GET /', count: 20 });
  const polls = unfinished(20, 14.4, {
    step: 'GET /poll',
    waits: timesMs(...Array(20).fill(14_400)),
    atUs: seconds(20),
  });
  const cut = traffic(3, 3.1, { ...asked, step: 'GET /poll', count: 20, failed: 20 });
  const waiting = judge(...once(0.2), ...cut, ...once(5.5), polls);
  assert.equal(waiting.verdict, 'unproven', waiting.because.join());
});

test('what came after another fault is not held against the first', () => {
  const second = kill({ lease: 'lease-2', bit: 12, undone: 12.5 });
  const facts = [...before, ...traffic(5.5, 12, asked), ...traffic(12, 19, { ...asked, failed: 2 })];
  const both = judge(...second, ...facts);
  assert.equal(both.because.filter((told) => told.includes('requests failed')).length, 1, both.because.join('\n'));
});

test('what is answered at once and then waited for long, before the fault as after it, is no silence', () => {
  const news = { ...asked, step: 'SSE /news' };
  const others = [...traffic(0, 0.4, asked), ...traffic(5.3, 5.8, asked)];
  const greeted = [...traffic(0, 0.4, news), ...traffic(5.3, 5.8, news)];
  const open = (waited: number): TimedFact =>
    unfinished(6, waited, { step: 'SSE /news', waits: timesMs(...Array(6).fill(waited * 1000)), atUs: seconds(20) });
  const waited = { service: timesMs(2500), response: timesMs(2500) };
  const cut = traffic(3, 3.1, { ...news, count: 6, failed: 6, ...waited });
  const killed = judge(...others, ...greeted, ...cut, open(14.1));
  assert.equal(killed.verdict, 'unproven', `connections were cut: ${killed.because.join()}`);
  const paused = judge(...others, ...greeted, open(19.4));
  assert.equal(paused.verdict, 'unproven', `connections stayed: ${paused.because.join()}`);
  const hangs = judge(...others, ...greeted, open(14.1));
  assert.equal(hangs.verdict, 'disproven', `nothing was waited for long before: ${hangs.because.join()}`);
  const steps = (list: readonly TimedFact[]): TimedFact[] => list.map((one) => ({ ...one, of: 'step' }) as TimedFact);
  const own = judge(...steps([...greeted, ...cut, open(14.1)]));
  assert.equal(own.verdict, 'unproven', `a client of its own: ${own.because.join()}`);
});

test('what was never answered is told, though it is in no figure', () => {
  const hangs = judge(
    ...before,
    ...traffic(5.5, 19, asked),
    ...traffic(12, 12.5, { ...asked, failed: 2 }),
    hung(15.5, 15.5),
  );
  assert.equal(hangs.verdict, 'unproven', hangs.because.join());
  assert.match(
    hangs.because.at(-1) ?? '',
    /: 2 requests had no answer when the phase ended, the longest had waited for 15.5s$/,
  );
});
