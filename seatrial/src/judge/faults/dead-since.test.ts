/** What became of a journey in phases after a fault, in which it was not in force: a doubt, where the load is one to compare with. */
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
  statuses,
  type TimedFact,
  timesMs,
  traffic,
  trial,
  unfinished,
  type window,
} from '../testing/evidence.ts';
import { judgeRecovery } from './recovery.ts';

const recovers = claim.recovery({ after: 'kill', within: '2s', sustained: '1s' });

interface Given {
  readonly journey?: string;
  readonly users?: number;
  readonly window?: Parameters<typeof window>[1];
  readonly facts?: readonly TimedFact[];
}

/** A phase of load, with what was asked for. */
function load(name: string, from: number, to: number, given: Given = {}, list = traffic(from, to)): TimedFact[] {
  const { journey = 'order', users = 4, facts = [] } = given;
  const where = { phase: name, journey, of: 'request' as const, ...given.window };
  const asked = Array.from({ length: to - from }, (_, index) => {
    const [fromUs, toUs] = [seconds(from + index), seconds(from + index + 1)];
    return arrivals({ ...where, due: null, users, fromUs, toUs, atUs: toUs });
  });
  const windows = list.map((fact) => ({ ...fact, ...where }) as TimedFact);
  return phase(
    { name, journey, from, to },
    ...asked,
    ...windows,
    ...facts.map((fact) => ({ ...fact, ...where }) as TimedFact),
  );
}

/** From 0 to 10 s, with a kill at 3 s that is undone at 5 s. */
function crash(name = 'crash', from = 0, given: Given = {}): TimedFact[] {
  const list = [
    ...traffic(from, from + 3),
    ...traffic(from + 3, from + 5.5, { failed: 2 }),
    ...traffic(from + 5.5, from + 10),
  ];
  const bite = kill({ phase: name, lease: `lease of ${name}`, bit: from + 3, undone: from + 5 });
  return [...load(name, from, from + 10, given, list), ...bite];
}

const inPhase =
  (name: string) =>
  (fact: TimedFact): TimedFact =>
    ({ ...fact, phase: name }) as TimedFact;
const judge = (...facts: TimedFact[]): Answer => judgeRecovery(recovers, trial(facts));
const told = (answer: Answer): string => `${answer.verdict}: ${answer.because.join('; ')}`;
const slow = { response: timesMs(3000, 3000), service: timesMs(3000, 3000) };

test('a later phase that works as before is no doubt', () => {
  assert.equal(judge(...crash(), ...load('after', 10, 20)).verdict, 'proven');
});

test('unproven: nothing is answered in a later phase, and nothing fails', () => {
  const facts = [unfinished(4, 9, { phase: 'after', atUs: seconds(20) })];
  const hangs = judge(...crash(), ...load('after', 10, 20, { facts }, []));
  assert.match(
    told(hangs),
    /^unproven: all 4 requests of 'order' in 'after' were never answered, 58 of 58 before the fault/,
  );
  const poll = { step: 'GET /poll' };
  const waits = [unfinished(4, 9, { ...poll, phase: 'after', atUs: seconds(20) })];
  const polls = judge(...crash(), ...load('after', 10, 20), ...waits);
  assert.equal(polls.verdict, 'proven', 'a poll that was never answered before');
  const short = judge(...crash(), ...load('after', 10, 20, { facts: [unfinished(4, 1, { atUs: seconds(20) })] }));
  assert.equal(short.verdict, 'proven', told(short));
});

test('unproven: most of a later phase fails, or takes far longer, at a load that is no larger', () => {
  const most = [...traffic(10, 19, { failed: 2 }), ...traffic(19, 20)];
  const failing = judge(...crash(), ...load('after', 10, 20, {}, most));
  assert.match(
    told(failing),
    /^unproven: 180 of 200 requests of 'order' in 'after' failed, 58 of 58 before the fault did not/,
  );
  const more = judge(...crash(), ...load('after', 10, 20, { users: 40 }, most));
  assert.equal(more.verdict, 'proven', 'ten times as many users may be too many');
  const few = judge(...crash(), ...load('after', 10, 20, {}, [...traffic(10, 11, { failed: 2 }), ...traffic(11, 20)]));
  assert.equal(few.verdict, 'proven', told(few));
  const late = judge(...crash(), ...load('after', 10, 20, {}, traffic(13, 20, slow)));
  assert.match(told(late), /^unproven: answers took 3s at the median in 'after', 5ms before the fault/);
  assert.equal(judge(...crash(), ...load('after', 10, 20, { users: 40 }, traffic(13, 20, slow))).verdict, 'proven');
  const beside = load('busy', 10, 20, { journey: 'other', users: 90 });
  assert.equal(judge(...crash(), ...load('after', 10, 20, {}, traffic(13, 20, slow)), ...beside).verdict, 'proven');
});

test('unproven: a later phase works at first, and hangs or is slow from then on', () => {
  const first = traffic(10, 12);
  const facts = [unfinished(4, 8, { atUs: seconds(20) })];
  const hangs = judge(...crash(), ...load('after', 10, 20, { facts }, first), loadSpan(10, 20, { phase: 'after' }));
  assert.match(
    told(hangs),
    /^unproven: in 'after', nothing succeeded in the last 8s of the load, although a request was waited/,
  );
  const late = judge(...crash(), ...load('after', 10, 20, {}, [...first, ...traffic(15, 20, { ...slow, every: 1 })]));
  assert.match(
    told(late),
    /^unproven: answers took 3s at the median in the second half of the time in 'after', 5ms before/,
  );
});

test('unproven: a phase between two faults, one after the second, and one that began while it was in force', () => {
  const dead = (name: string, from: number, to: number, own = 'order'): TimedFact[] =>
    load(name, from, to, { journey: own }, traffic(from, to, { failed: 2 }));
  const between = judge(...crash(), ...dead('after', 10, 14), ...crash('next', 15, { journey: 'b' }));
  assert.match(told(between), /^unproven: all \d+ requests of 'order' in 'after' failed, 58 of 58 before the fault/);
  const b = load('b 1', 10, 12, { journey: 'b' });
  const second = judge(...crash(), ...b, ...crash('crash 2', 13), ...dead('b 2', 24, 28, 'b'));
  assert.match(told(second), /^unproven: all \d+ requests of 'b' in 'b 2' failed, 40 of 40 before the fault/);
  const calm = load('calm', 0, 3, { journey: 'b' });
  const list = [...dead('late b', 14, 22, 'b')];
  const beside = judge(...calm, ...crash('crash', 10), ...list);
  assert.match(told(beside), /^unproven: all \d+ requests of 'b' in 'late b' failed, 60 of 60 before the fault/);
  const recovered = load('late b', 14, 22, { journey: 'b' }, [
    ...traffic(14, 15.5, { failed: 2 }),
    ...traffic(15.5, 22),
  ]);
  const well = judge(...calm, ...crash('crash', 10), ...recovered);
  assert.equal(well.verdict, 'proven', told(well));
});

test('reading back is no later load: what it does not ask for has not vanished', () => {
  const service = timesMs(50);
  const iterations = (from: number, to: number): TimedFact[] =>
    traffic(from, to).map(
      (fact) => ({ ...fact, step: 'iteration', of: 'iteration', service, response: service }) as TimedFact,
    );
  const opened = (from: number, to: number): TimedFact[] =>
    traffic(from, to).map((fact) => ({ ...fact, step: 'open' }) as TimedFact);
  const started = [...opened(0, 3), ...opened(6, 10), ...iterations(0, 10)].map(
    (fact) => ({ ...fact, phase: 'crash' }) as TimedFact,
  );
  const after = load('after', 10, 20, { facts: [] }).map((fact) =>
    fact.kind === 'phase-started' ? { ...fact, action: 'read-back' as const } : fact,
  );
  const back = judge(...crash(), ...started, ...after);
  assert.equal(back.verdict, 'proven', told(back));
  const again = judge(...crash(), ...started, ...load('after', 10, 20));
  assert.match(
    told(again),
    /^unproven: 'open' was asked \d+ times for the last \d+ requests before the fault, never in 'after'/,
  );
});

test('unproven: a later phase is answered by a login page, or a step of it is never asked again', () => {
  const login = [
    ...traffic(10, 20).map((fact) =>
      statuses(302, 2, { fromUs: fact.atUs - 100_000, toUs: fact.atUs, atUs: fact.atUs }),
    ),
  ];
  const led = judge(...crash(), ...load('after', 10, 20, { facts: login }));
  assert.match(told(led), /^unproven: 200 of 200 answers of 'POST \/orders' had status 302 in 'after', none before/);
});

test('unproven: in a later phase each iteration fails a check or throws, or a step beside the requests fails', () => {
  const whole = { step: 'iteration', of: 'iteration', requestFailed: 0 } as const;
  const iterations = (name: string, from: number, to: number, failed: number): TimedFact[] =>
    traffic(from, to, { ...whole, phase: name, failed });
  const first = [...crash(), ...iterations('crash', 0, 3, 0), ...iterations('crash', 6, 10, 0)];
  const checked = judge(...first, ...load('after', 10, 20), ...iterations('after', 10, 20, 2));
  assert.match(
    told(checked),
    /^unproven: all 200 iterations of 'order' in 'after' failed, 58 of 58 before the fault did not/,
  );
  const well = judge(...first, ...load('after', 10, 20), ...iterations('after', 10, 20, 0));
  assert.equal(well.verdict, 'proven', told(well));
  const ever = [
    ...crash(),
    ...iterations('crash', 0, 3, 2),
    ...load('after', 10, 20),
    ...iterations('after', 10, 20, 2),
  ];
  assert.equal(judge(...ever).verdict, 'proven', 'they failed before as well');
  const cache = { step: 'cache', of: 'step' } as const;
  const steps = (name: string, from: number, to: number, failed: number, requestFailed = 0): TimedFact[] =>
    traffic(from, to, { ...cache, phase: name, failed, requestFailed });
  const beside = [...crash(), ...steps('crash', 0, 3, 0), ...steps('crash', 6, 10, 0), ...load('after', 10, 20)];
  const caught = judge(...beside, ...steps('after', 10, 20, 2));
  assert.match(
    told(caught),
    /^unproven: all 200 'cache' of 'order' in 'after' failed, 58 of 58 before the fault did not/,
  );
  assert.equal(
    judge(...beside, ...steps('after', 10, 20, 2, 2)).verdict,
    'proven',
    'its requests are counted themselves',
  );
  const same = judge(...crash(), ...steps('crash', 0, 3, 0), ...steps('crash', 6, 10, 2));
  assert.match(told(same), /^unproven: .*all 80 'cache' after that failed, 58 of 58 before the fault succeeded/);
});

test('unproven: a later phase mostly fails at up to three times the load, at a rate, or beside what ran beside it before', () => {
  const failing = (to: number, failed: number): TimedFact[] => traffic(10, to, { failed });
  const most = [...failing(19, 2), ...traffic(19, 20)];
  const twice = judge(...crash(), ...load('spike', 10, 20, { users: 8 }, most));
  assert.match(told(twice), /^unproven: 180 of 200 requests of 'order' in 'spike' failed/);
  const third = judge(...crash(), ...load('spike', 10, 20, { users: 8 }, [...failing(13, 2), ...traffic(13, 20)]));
  assert.equal(third.verdict, 'proven', 'twice as many users may be too many for some');
  const half = failing(20, 1);
  const rate = (due: number, started: number): TimedFact[] =>
    Array.from({ length: 10 }, (_, at) => {
      const span = { fromUs: seconds(10 + at), toUs: seconds(11 + at), atUs: seconds(11 + at) };
      return arrivals({ phase: 'rate', due, started, users: 1, ...span });
    });
  const open = (due: number): Answer =>
    judge(...crash(), ...phase({ name: 'rate', from: 10, to: 20 }, ...half.map(inPhase('rate')), ...rate(due, due)));
  assert.match(told(open(20)), /^unproven: 100 of 200 requests of 'order' in 'rate' failed/);
  assert.equal(open(1000).verdict, 'proven', 'far more arrivals than there were');
  const group = (name: string, from: number, users: number, list: TimedFact[]): TimedFact[] => [
    ...load(name, from, from + 10, {}, list),
    ...load(`${name} beside`, from, from + 10, { journey: 'other', users }),
  ];
  const before = group('calm', 0, 2, traffic(0, 10));
  const later = (users: number): Answer =>
    judge(...before, ...crash('crash', 10), ...group('again', 20, users, traffic(20, 30, { failed: 1 })));
  assert.match(told(later(2)), /^unproven: \d+ of \d+ requests of 'order' in 'again' failed/);
  assert.equal(later(20).verdict, 'proven', 'ten times as many users of another journey beside it');
});
