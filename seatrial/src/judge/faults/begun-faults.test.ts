/** A fault of the plan's own, for every judge that looks at faults: what is not known of it proves nothing and harms nobody. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { claim } from '../../plan/claims/claim.ts';
import { system } from '../../plan/systems/system.ts';
import { judgeLostWrites } from '../history/lost-writes.ts';
import { judgeStaysUp } from '../system/stays-up.ts';
import {
  exited,
  kill,
  operation,
  order,
  phase,
  ready,
  started,
  type TimedFact,
  traffic,
  trial,
} from '../testing/evidence.ts';
import { judgeRecovery } from './recovery.ts';

const SILENT = 'its inject did not say whether it has an effect (it answered nothing)';
const WHAT = "'stall' of api 1 at 3s, for 2s";

/** A custom fault from 3 s to 5 s; `bites` null where its effect is not known. */
function custom(
  bites: number | null,
  more: { verified?: boolean; instance?: number | null; undone?: number; begun?: number } = {},
): TimedFact[] {
  const { verified = true, instance = 1, ...times } = more;
  return kill({ lease: 'own', verified, bites: bites ?? 1, ...times }).map((fact) => {
    const own = { ...fact, fault: 'custom' } as TimedFact;
    if (own.kind === 'fault-leased')
      Object.assign(own, { what: WHAT, system: 'api', ...(instance !== null && { instance }) });
    if (own.kind !== 'fault-bit' || bites !== null) return own;
    const { lease, fault, phase: name, atUs } = own;
    return { kind: 'fault-done', lease, fault, phase: name, what: SILENT, atUs };
  });
}

const recovers = claim.recovery({ after: 'custom', within: '2s', sustained: '1s' });
const recovery = (...facts: TimedFact[]) => judgeRecovery(recovers, trial(phase({ to: 20 }, ...facts)));
const failing = traffic(3, 5.5, { failed: 2 });
const healthy = [...traffic(0, 3), ...traffic(5.5, 20)];

test('recovery: a bite that was seen is judged as any other, one that nobody saw is unproven', () => {
  assert.equal(recovery(...custom(1), ...failing, ...healthy).verdict, 'proven');
  const silent = recovery(...custom(null), ...traffic(0, 20));
  assert.deepEqual(
    [silent.verdict, silent.because],
    ['unproven', [`${WHAT} was done, and whether it had an effect is not known: ${SILENT}`]],
  );
  assert.equal(
    recovery(...custom(null), ...failing, ...traffic(0, 3), ...traffic(5.5, 20, { failed: 5 })).verdict,
    'unproven',
  );
  assert.equal(recovery(...custom(0), ...traffic(0, 20)).verdict, 'unproven');
  assert.equal(recovery(...custom(1, { verified: false }), ...failing, ...healthy).verdict, 'unproven');
});

test('recovery: what is answered well while it is in force contradicts no fault of the plan', () => {
  const facts = [
    started(0),
    ready(0.1),
    ...custom(1),
    ...traffic(0, 3),
    ...traffic(3, 5, { failed: 1 }),
    ...traffic(5, 20),
  ];
  assert.equal(recovery(...facts).verdict, 'proven');
});

test('recovery: an undo that waits until the system is well again hides no outage', () => {
  const down = [...traffic(0, 3), ...traffic(3, 9, { failed: 2 }), ...traffic(9, 20)];
  const waited = recovery(...custom(1, { begun: 5, undone: 9 }), ...down);
  assert.equal(waited.verdict, 'unproven');
  assert.match(
    waited.because.join('\n'),
    /this is counted from the answer of its undo, which took 4s; from its beginning on it was not seen to work within 2s: let undo mend/,
  );
  const soon = recovery(...custom(1, { begun: 5, undone: 9 }), ...failing, ...healthy);
  assert.equal(soon.verdict, 'proven', 'it tarried for another reason');
  assert.match(soon.because.join(), /this is counted from the answer of its undo, which took 4s$/);
  assert.equal(recovery(...custom(1, { begun: 4.95, undone: 5 }), ...failing, ...healthy).verdict, 'proven');
  const restart = kill({ begun: 2.5, undone: 5 });
  const killed = judgeRecovery(
    claim.recovery({ after: 'kill', within: '2s' }),
    trial(phase({ to: 20 }, ...restart, ...failing, ...healthy)),
  );
  assert.equal(killed.verdict, 'proven', 'a kill is undone by Seatrial');
});

test('lost writes: only a bite that was seen counts, and what may be in force is waited for', () => {
  const kept = claim.noLostWrites(order);
  const judge = (...facts: TimedFact[]) => judgeLostWrites(kept, trial(phase({ to: 60 }, ...facts)));
  const [write, read] = [operation('write', 1), operation('read', 6)];
  const proven = judge(write, ...custom(1), read);
  assert.equal(proven.verdict, 'proven');
  assert.match(proven.because.join(), /that the fault had an effect is what the code of the plan says/);
  const silent = judge(write, ...custom(null), read);
  assert.equal(silent.verdict, 'unproven');
  assert.match(silent.because.join(), /whether it had an effect is not known: its inject did not say/);
  // Beside a kill that bit, it may have hidden the value until it was over.
  const early = kill({ lease: 'k', bit: 2, undone: 2.5 });
  assert.equal(judge(write, ...early, ...custom(null), operation('read', 4)).verdict, 'unproven');
  assert.equal(judge(write, ...early, ...custom(null), read).verdict, 'proven');
  assert.equal(judge(write, ...early, ...custom(null, { verified: false }), read).verdict, 'unproven');
  const lost = judge(write, ...custom(null), operation('read', 6, { value: null }));
  assert.equal(lost.verdict, 'disproven');
  assert.doesNotMatch(lost.because.join(), /no fault/);
});

test('staying up: an instance that ends under it has not ended by itself, whichever of the system is aimed at', () => {
  const staysUp = claim.staysUp(system('api', { command: ['api', '{port}'] }));
  const judge = (...fault: TimedFact[]) =>
    judgeStaysUp(staysUp, trial([started(), ready(), ...phase({}, ...fault, exited(4, { code: 7 }))], {})).verdict;
  assert.equal(judge(), 'disproven');
  for (const bites of [1, null]) {
    assert.notEqual(judge(...custom(bites)), 'disproven');
    assert.notEqual(judge(...custom(bites, { instance: null })), 'disproven');
    assert.equal(judge(...custom(bites, { instance: 2 })), 'disproven');
  }
});
