import assert from 'node:assert/strict';
import { test } from 'node:test';
import { claim } from '../../plan/claims/claim.ts';
import { system } from '../../plan/systems/system.ts';
import { judgeLostWrites } from '../history/lost-writes.ts';
import {
  kill,
  operation,
  order,
  phase,
  seconds,
  started,
  type TimedFact,
  traffic,
  trial,
  window,
} from '../testing/evidence.ts';
import { contradictionOf } from './contradicted-bite.ts';
import { judgeRecovery } from './recovery.ts';

const undone = { begun: 4.9 };

function contradiction(...facts: TimedFact[]): string | null {
  const ledger = trial(phase({ to: 20 }, ...facts));
  const [bit] = ledger.of('fault-bit');
  assert.ok(bit);
  return contradictionOf(bit, ledger);
}

/** 4 requests of so many ms that ended in a tenth of a second. */
function requests(at: number, ms = 5, given: Parameters<typeof window>[1] = {}): TimedFact {
  const span = { fromUs: seconds(at), toUs: seconds(at + 0.1) };
  return window([ms, ms, ms, ms], { of: 'request', ...span, ...given });
}

test('requests that were answered while the only instance was dead contradict the bite', () => {
  assert.equal(
    contradiction(started(), ...kill(undone), requests(3.5, 5, { failed: 1 }), requests(4)),
    '7 requests were answered well between 3.02s and 4.88s, while api 1 was dead: what answered was not the process that the fault hit',
  );
  assert.match(contradiction(started(), ...kill(undone), operation('read', 4)) ?? '', /^1 operation was answered well/);
});

test('what may have begun before the bite, or ended after the undoing was begun, contradicts nothing', () => {
  const edges = [requests(3), requests(4.8), requests(3.1, 90), operation('read', 3.01), operation('read', 4.875)];
  const failed = [requests(4, 5, { failed: 4 }), operation('write', 4, { outcome: 'unknown' })];
  const others = [requests(4, 5, { of: 'step' }), requests(4, 5, { of: 'message' })];
  assert.equal(contradiction(started(), ...kill(undone), ...edges, ...failed, ...others), null);
});

test('not asked where something else could have answered, or where the journal does not tell', () => {
  const seen = [requests(4), operation('read', 4)];
  assert.equal(contradiction(started(), started(0, { instance: 2 }), ...kill(undone), ...seen), null);
  assert.equal(contradiction(started(), started(0, { system: 'web' }), ...kill(undone), ...seen), null);
  const endpoint = { kind: 'endpoint-attached', system: 'far', url: 'http://far', reachable: true, atUs: 0 } as const;
  assert.equal(contradiction(started(), endpoint, ...kill(undone), ...seen), null);
  assert.equal(contradiction(started(), ...kill(), ...seen), null);
  assert.equal(contradiction(...kill(undone), ...seen), null);
});

test('another fault that is undone first may have started the instance again', () => {
  const other = kill({ lease: 'lease-2', bit: 3.2, undone: 3.6, begun: 3.5 });
  assert.equal(contradiction(started(), ...kill(undone), ...other, requests(4)), null);
});

test('neither recovery nor kept writes are proven by a fault that hit another process', () => {
  const facts = [...traffic(0, 20, { of: 'request' }), operation('write', 1), operation('read', 6)];
  const because = /kill api 1: 34 requests were answered well .* was dead/;
  const ledger = trial(phase({ to: 20 }, started(), ...kill(undone), ...facts));
  const recovers = claim.recovery({ after: 'kill', within: '2s', sustained: '1s' });
  for (const answer of [judgeRecovery(recovers, ledger), judgeLostWrites(claim.noLostWrites(order), ledger)]) {
    assert.equal(answer.verdict, 'unproven');
    assert.match(answer.because.join('\n'), because);
  }
});

test('writes that were acknowledged while the only keeper was dead contradict the bite, whoever else is there', () => {
  const db = started(0, { system: 'db' });
  const hit = kill(undone).map((fact) =>
    fact.kind === 'fault-leased' ? { ...fact, system: 'db', instance: 1, target: 'db 1' } : fact,
  );
  const keptIn = claim.noLostWrites(order, { keptIn: system('db', { url: 'http://127.0.0.1:1' }) });
  const judge = (...facts: TimedFact[]) =>
    judgeLostWrites(keptIn, trial(phase({ to: 20 }, started(), db, ...hit, operation('write', 1), ...facts)));
  const read = operation('read', 6);
  const told = judge(operation('write', 4, { key: 'l' }), read, operation('read', 7, { key: 'l' }));
  assert.equal(told.verdict, 'unproven');
  assert.match(told.because.join(), /1 write was acknowledged between 3.02s and 4.88s, while db 1 was dead/);
  assert.equal(judge(operation('read', 4), read).verdict, 'proven', 'a cache may answer');
  const second = started(0, { system: 'db', instance: 2 });
  assert.equal(
    judge(second, operation('write', 4, { key: 'l' }), read, operation('read', 7, { key: 'l' })).verdict,
    'proven',
  );
});
