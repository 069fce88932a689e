import assert from 'node:assert/strict';
import { test } from 'node:test';
import { claim } from '../plan/claims/claim.ts';
import type { Answer } from './answer.ts';
import { kill, order, type PhaseFixture, phase, seconds, type TimedFact, traffic, trial } from './fixtures.ts';
import { judgeRecovery } from './recovery.ts';

const recovers = claim.recovery({ after: 'kill', within: '2s', sustained: '1s' });
const before = traffic(0, 3);
const failing = (from: number, to: number): TimedFact[] => traffic(from, to, { failed: 1 });

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
  is(answer, 'proven', '1.5s', /^kill api 1: worked again after 1.5s$/);
});

test('a short good stretch is no recovery, and silence is as bad as failure', () => {
  const flapping = [...traffic(5.2, 5.9), ...failing(5.9, 6.2)];
  is(judge([...kill(), ...before, ...flapping, ...traffic(6.2, 20)]), 'proven', '1.2s', /after 1.2s/);
  is(judge([...kill(), ...before, ...traffic(5.2, 5.9), ...traffic(6.4, 20)]), 'proven', '1.4s', /after 1.4s/);
});

test('disproven: too late, and the slowest of two counts', () => {
  const second = kill({ lease: 'lease-2', bit: 12, undone: 13 });
  const traffics = [...before, ...failing(3, 5.5), ...traffic(5.5, 12), ...failing(12, 15.5), ...traffic(15.5, 20)];
  const answer = judge([...kill(), ...second, ...traffics]);
  is(
    answer,
    'disproven',
    '2.5s, 500ms',
    /^kill api 1: worked again only after 2.5s\nkill api 1: worked again after 500ms$/,
  );
});

test('a failure just after the undoing counts, however short', () => {
  is(judge([...kill(), ...before, ...failing(3, 5.1), ...traffic(5.1, 20)]), 'proven', '100ms', /after 100ms/);
});

test('disproven: never again is a lower bound, not a number', () => {
  is(judge([...kill(), ...before, ...failing(3, 20)]), 'disproven', '> 15s', /did not work again in 15s/);
  is(judge([...kill(), ...before]), 'disproven', '> 15s', /did not work again in 15s/);
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
  assert.match(both.because.join('\n'), /^kill api 1: it was never ready again.*\nkill api 1: worked again after 0us/);
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
  is(short, 'unproven', '> 1s', /ended too early to tell; it must run 400ms longer/);
  const shorter = judge([...kill(), ...before, ...failing(3, 6)], { to: 6 });
  is(shorter, 'unproven', '> 1s', /it must run 2s longer/);
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
  is(judge([...kill(), ...traffic(0, 20, { failed: 2 })]), 'unproven', '> 15s', /did not work before the fault either/);
});

test('unproven: another fault in force is not this one failing to recover', () => {
  const second = kill({ lease: 'lease-2', bit: 5.5, undone: 12 });
  const answer = judge([...kill(), ...second, ...before, ...failing(3, 12.5), ...traffic(12.5, 20)]);
  is(answer, 'unproven', '7.5s, 500ms', /another fault came before it had recovered/);
  const never = judge([...kill(), ...second, ...before, ...failing(3, 20)]);
  is(never, 'disproven', '> 8s, > 15s', /did not work again in 8s\nkill api 1: another fault came before/);
});

test('a fault that nobody noticed is recovered from at once, and that is said', () => {
  is(judge([...kill(), ...traffic(0, 20)]), 'proven', '0us', /went on all the while/);
});

test('a slow journey is not taken for a broken one', () => {
  const slow = [...traffic(0, 3, { every: 0.7 }), ...traffic(5.5, 20, { every: 0.7 })];
  is(judge([...kill(), ...slow]), 'proven', '0us', /worked again after 0us$/);
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
