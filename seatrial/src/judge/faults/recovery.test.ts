import assert from 'node:assert/strict';
import { test } from 'node:test';
import { claim } from '../../plan/claims/claim.ts';
import type { Answer } from '../answer.ts';
import {
  arrivals,
  errors,
  kill,
  order,
  type PhaseFixture,
  phase,
  seconds,
  type TimedFact,
  traffic,
  trial,
} from '../testing/evidence.ts';
import { judgeRecovery } from './recovery.ts';

const recovers = claim.recovery({ after: 'kill', within: '2s', sustained: '1s' });
const before = traffic(0, 3);
const failing = (from: number, to: number): TimedFact[] => traffic(from, to, { failed: 2 });

/** A phase of 20 s; the fault bites at 3 s and is undone at 5 s. */
function judge(facts: TimedFact[], fixture: PhaseFixture = { to: 20 }): Answer {
  return judgeRecovery(recovers, trial(phase(fixture, ...facts)));
}

function is(answer: Answer, verdict: string, observed: string, because: RegExp): void {
  assert.deepEqual([answer.verdict, answer.observed], [verdict, observed]);
  assert.match(answer.because.join('\n'), because);
}

test('proven: failing until 6.5 s, then working to the end', () => {
  const answer = judge([...kill(), ...before, ...failing(3, 6.5), ...traffic(6.5, 20)]);
  is(answer, 'proven', '1.6s', /^kill api 1: worked again within 1.6s$/);
  assert.equal(answer.required, "works again within 2s after each 'kill', and goes on for 1s");
});

test('a short good stretch is no recovery, and silence is as bad as failure', () => {
  const flapping = [...traffic(5.2, 5.9), ...failing(5.9, 6.2)];
  is(judge([...kill(), ...before, ...flapping, ...traffic(6.2, 20)]), 'proven', '1.3s', /within 1.3s/);
  is(judge([...kill(), ...before, ...traffic(5.2, 5.9), ...traffic(6.4, 20)]), 'proven', '1.5s', /within 1.5s/);
});

test('disproven: too late, and the slowest of two counts', () => {
  const second = kill({ lease: 'lease-2', bit: 12, undone: 13 });
  const traffics = [...before, ...failing(3, 5.5), ...traffic(5.5, 12), ...failing(12, 15.5), ...traffic(15.5, 20)];
  const answer = judge([...kill(), ...second, ...traffics]);
  is(
    answer,
    'disproven',
    'kill at 12s: 2.6s; kill at 3s: 600ms',
    /^kill api 1: 50 of 50 requests failed in the 2.5s after it was undone\nkill api 1: worked again within 2.6s\n.*600ms$/,
  );
});

test('a failure just after the undoing counts, however short', () => {
  is(judge([...kill(), ...before, ...failing(3, 5.1), ...traffic(5.1, 20)]), 'proven', '200ms', /within 200ms/);
});

test('disproven: never again is a lower bound, not a number', () => {
  is(
    judge([...kill(), ...before, ...failing(3, 20)]),
    'disproven',
    '> 14.9s',
    /300 of 300 requests failed in the 15s after/,
  );
});

test('disproven: an instance that never became ready again', () => {
  const unready = {
    kind: 'instance-unready',
    system: 'api',
    instance: 1,
    start: 2,
    because: 'no answer in 10s',
  } as const;
  const facts = [...kill({ undone: null }), ...before, ...failing(3, 20), { ...unready, atUs: seconds(19) }];
  is(judge(facts), 'disproven', '> 17s', /^kill api 1: it was never ready again: no answer in 10s/);
  const recovered = kill({ lease: 'lease-0', bit: 1, undone: 1.5 });
  const both = judge([...facts, ...recovered]);
  assert.match(
    both.because.join('\n'),
    /^kill api 1: it was never ready again.*\nkill api 1: the journey did not notice it/,
  );
  const later = {
    kind: 'instance-ready',
    system: 'api',
    instance: 1,
    start: 3,
    tookUs: 1,
    atUs: seconds(19.5),
  } as const;
  assert.equal(judge([...facts, later]).verdict, 'unproven');
});

test('unproven: an instance that was still starting when the trial ended', () => {
  const unready = { kind: 'instance-unready', system: 'api', instance: 1, start: 2, because: 'ended' } as const;
  const facts = [...kill(), ...before, ...failing(3, 6)];
  const after = trial([...phase({ to: 6 }, ...facts), { ...unready, atUs: seconds(6.5) }]);
  assert.equal(judgeRecovery(recovers, after).verdict, 'unproven');
  const cut = judge([...facts, { ...unready, atUs: seconds(6) }], { to: 6, end: { outcome: 'interrupted' } });
  assert.equal(cut.verdict, 'unproven');
});

test('unproven: the phase ended before the answer, and it says how much longer it must run', () => {
  const short = judge([...kill(), ...before, ...failing(3, 6), ...traffic(6, 6.6)], { to: 6.6 });
  is(short, 'unproven', 'no recovery seen', /ended too early to tell; it must run 1.4s longer/);
  const shorter = judge([...kill(), ...before, ...failing(3, 6)], { to: 6 });
  is(shorter, 'unproven', 'no recovery seen', /it must run 2s longer/);
});

test('unproven: no fault, no bite, no undoing, no proof of undoing', () => {
  const works = traffic(0, 20);
  is(judge(works), 'unproven', 'nothing', /no fault 'kill' was applied/);
  is(judge([...kill({ bit: null }), ...works]), 'unproven', 'no recovery seen', /it had no effect/);
  is(judge([...kill({ bites: 0 }), ...works]), 'unproven', 'no recovery seen', /it had no effect/);
  const missed = 'port 20123 is still answered by pid 4711';
  const told = kill({ bit: null }).map((fact) => (fact.kind === 'fault-undone' ? { ...fact, missed } : fact));
  is(
    judge([...told, ...works]),
    'unproven',
    'no recovery seen',
    /it had no effect: port 20123 is still answered by pid 4711$/,
  );
  is(judge([...kill({ undone: null }), ...works]), 'unproven', 'no recovery seen', /never undone/);
  is(judge([...kill({ verified: false }), ...works]), 'unproven', 'no recovery seen', /not shown to be undone/);
  is(judge(kill()), 'unproven', 'no recovery seen', /nothing of 'order' was completed in 'baseline'/);
  const skipped = { kind: 'fault-skipped', fault: 'kill', phase: 'baseline', target: 'api 2', atUs: 1 } as const;
  is(judge([...kill(), { ...skipped, reason: 'an endpoint' }, ...works]), 'unproven', '0us', /skipped: an endpoint/);
});

test('unproven: what never worked has nothing to come back to', () => {
  is(
    judge([...kill(), ...traffic(0, 20, { failed: 2 })]),
    'unproven',
    'no recovery seen',
    /did not work before the fault/,
  );
});

test('unproven: another fault in force is not this one failing to recover', () => {
  const second = kill({ lease: 'lease-2', bit: 5.5, undone: 12 });
  const answer = judge([...kill(), ...second, ...before, ...failing(3, 12.5), ...traffic(12.5, 20)]);
  is(answer, 'unproven', 'kill at 3s: 7.6s; kill at 5.5s: 600ms', /another fault came before it had recovered/);
  const never = judge([...kill(), ...second, ...before, ...failing(3, 20)]);
  is(never, 'disproven', '> 7.9s', /160 of 160 requests failed in the 8s .*\nkill api 1: another fault came before/);
});

test('a fault that nobody noticed is recovered from at once, and that is said', () => {
  is(judge([...kill(), ...traffic(0, 20)]), 'proven', '0us', /^kill api 1: the journey did not notice it$/);
});

test('a slow journey is not taken for a broken one', () => {
  const slow = [...traffic(0, 3, { every: 0.7 }), ...traffic(5.5, 20, { every: 0.7 })];
  is(judge([...kill(), ...slow]), 'proven', '600ms', /worked again within 600ms$/);
});

test('phases without such a fault do not matter, and its own phase does', () => {
  const failed = phase({ name: 'other', end: { outcome: 'failed' } });
  const good = phase({ to: 20 }, ...kill(), ...traffic(0, 20));
  assert.equal(judgeRecovery(recovers, trial([...failed, ...good])).verdict, 'proven');
  const cut = phase({ to: 20, end: { outcome: 'interrupted' } }, ...kill(), ...traffic(0, 20));
  assert.equal(judgeRecovery(recovers, trial(cut)).verdict, 'unproven');
});

test('the journey is narrowed by the claim', () => {
  const named = claim.recovery({ after: 'kill', within: '2s', journey: order });
  const other = { name: 'browse', journey: 'browse', to: 20 };
  const facts = [...kill({ phase: 'browse' }), ...traffic(0, 20, { phase: 'browse', journey: 'browse' })];
  assert.equal(judgeRecovery(named, trial([...phase({}), ...phase(other, ...facts)])).verdict, 'unproven');
});

const ready = (atS: number, instance = 1): TimedFact => ({
  ...({ kind: 'instance-ready', system: 'api', instance, start: 2, tookUs: 1 } as const),
  atUs: seconds(atS),
});

test('an instance that was killed must be ready again, also where the journey did not notice', () => {
  const works = [...kill(), ready(0), ...traffic(0, 20)];
  is(
    judge([...works, ready(5.9)]),
    'proven',
    '900ms',
    /api 1 was ready again after 900ms; the journey did not notice it$/,
  );
  is(judge([...works, ready(7.1)]), 'unproven', '2.1s', /api 1 was ready again after 2.1s/);
  is(judge([...works, ready(7.3)]), 'disproven', '2.3s', /api 1 was ready again only 2.3s after it was undone/);
  is(judge(works), 'disproven', '> 15s', /it was not ready again when the phase ended/);
  is(judge([...works, ready(6, 2)]), 'disproven', '> 15s', /it was not ready again/);
  assert.equal(
    judge(
      works.filter(({ atUs }) => atUs <= seconds(6.5)),
      { to: 6.5 },
    ).verdict,
    'unproven',
  );
});

test('an instance that was ready soon is no time in which a journey recovered that never worked as before', () => {
  const slower = [
    ...kill(),
    ready(0),
    ready(5.45),
    ...before,
    ...failing(3, 5.4),
    ...traffic(5.4, 20, { every: 0.25 }),
  ];
  is(
    judge(slower),
    'unproven',
    'no lasting recovery in 15s',
    /^kill api 1: in the 15s until the phase ended it was not seen to work as before for 1s and to stay so: 8 of 126 requests failed, 118 requests succeeded where about 290 were usual$/,
  );
  const cut = slower.filter(({ atUs }) => atUs <= seconds(7.5));
  is(judge(cut, { to: 7.5 }), 'unproven', 'no recovery seen', /the phase ended too early to tell/);
});

test('two instances that are killed at once recover at once, and one that is killed again is not late', () => {
  const other = kill({ lease: 'lease-2', bit: 3.01, undone: 5.01 });
  const both = [...kill(), ...other, ...before, ...failing(3, 5.5), ...traffic(5.5, 20)];
  is(judge(both), 'proven', 'kill at 3s: 600ms; kill at 3.01s: 590ms', /^kill api 1: worked again within 600ms/);
  const again = kill({ lease: 'lease-2', bit: 6, undone: 6.5 });
  const twice = [ready(0), ...kill(), ...again, ...before, ...failing(3, 8), ...traffic(8, 20), ready(8)];
  is(judge(twice), 'unproven', 'kill at 3s: 3.1s; kill at 6s: 1.6s', /another fault came before it had recovered/);
});

test('unproven: a bound that is finer than the usual pause, and it says so', () => {
  const sparse = [...traffic(0, 3, { every: 2.5 }), ...traffic(5.1, 30, { every: 2.5 })];
  const answer = judge([...kill({ bit: 4 }), ...sparse], { to: 30 });
  assert.equal(answer.verdict, 'proven', answer.because.join());
  const fine = claim.recovery({ after: 'kill', within: '1s' });
  const finer = judgeRecovery(fine, trial(phase({ to: 30 }, ...kill({ bit: 4 }), ...sparse)));
  is(finer, 'unproven', '0us', /before the fault a request succeeded every 2s on average, so 1s is too fine/);
});

test('failures of a new cause are not hidden by the usual ones, nor checks by requests that succeed', () => {
  const why = (cause: 'status 5xx' | 'refused', from: number, count: number): TimedFact[] =>
    traffic(from, from + 0.1, { failed: count }).flatMap((fact) => [
      fact,
      errors(count, { cause, fromUs: seconds(from), toUs: seconds(from + 0.1), atUs: fact.atUs }),
    ]);
  const background = [...why('status 5xx', 0.1, 1), ...traffic(0.2, 5), ...traffic(5.1, 20)];
  is(judge([...kill(), ...background, ...why('status 5xx', 5, 1)]), 'proven', '0us', /did not notice/);
  is(judge([...kill(), ...background, ...why('refused', 5, 1)]), 'proven', '200ms', /worked again within 200ms/);
  const iterations = (from: number, to: number, failed: number): TimedFact[] =>
    traffic(from, to, { step: 'iteration', of: 'iteration', failed, requestFailed: 0 });
  const wrong = [...iterations(0, 3, 0), ...iterations(5, 20, 2)];
  is(judge([...kill(), ...traffic(0, 20), ...wrong]), 'disproven', '> 14.9s', /300 of 300 iterations failed/);
});

test('unproven: late on a busy machine, unless it is late by far', () => {
  const starved = { cpu: 0.05, cpuWait: 0.9 };
  const late = (recovered: number) => [
    ...kill(),
    ...traffic(0, 3),
    ...traffic(3, recovered, { failed: 2 }),
    ...traffic(recovered, 20),
  ];
  const judge = (recovered: number, generator: object) =>
    judgeRecovery(
      claim.recovery({ after: 'kill', within: '2s' }),
      trial(phase({ to: 20, generator }, ...late(recovered))),
    );
  assert.equal(judge(9, {}).verdict, 'disproven');
  const busy = judge(9, starved);
  assert.equal(busy.verdict, 'unproven');
  assert.match(busy.because.slice(0, 2).join(), /^the machine was busy.*waited for a processor/);
  assert.equal(judge(17, starved).verdict, 'disproven');
});

test('a reader is shown the life of the slowest fault and the windows around it', () => {
  const { telling = [] } = judge([...kill(), ...before, ...failing(3, 6.5), ...traffic(6.5, 20)]);
  const kinds = new Set(telling.map(({ kind }) => kind));
  for (const kind of ['fault-leased', 'fault-bit', 'fault-undone', 'window'] as const) assert.ok(kinds.has(kind), kind);
  for (const { atUs } of telling) assert.ok(atUs >= seconds(0.9) && atUs <= seconds(8.2), String(atUs));
});

test('unproven: a client of its own that notices at its next use that its connection is gone, once for each user', () => {
  const within = claim.recovery({ after: 'kill', within: '500ms', sustained: '1s' });
  const own = { of: 'step', step: 'ping' } as const;
  const users = (count: number): TimedFact => arrivals({ due: null, users: count, fromUs: 0, toUs: seconds(20) });
  const until = (to: number, count: number): Answer =>
    judgeRecovery(
      within,
      trial(
        phase(
          { to: 20 },
          ...kill(),
          users(count),
          ...traffic(0, 3, own),
          ...traffic(3, 5, { ...own, failed: 2 }),
          ...traffic(5, to, { ...own, failed: 1 }),
          ...traffic(to, 20, own),
        ),
      ),
    );
  const noticed = until(6.5, 20);
  is(
    noticed,
    'unproven',
    '1.6s',
    /10 of 22 steps failed from 500ms after it was undone until then, no more than the 20 users: each may/,
  );
  is(until(6.5, 5), 'disproven', '1.6s', /12 of 24 steps failed in the 1.2s after it was undone/);
  is(until(8, 20), 'disproven', '3.1s', /steps failed in the 2.\ds after it was undone/);
});
