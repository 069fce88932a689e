import assert from 'node:assert/strict';
import { test } from 'node:test';
import { claim } from '../plan/claims/claim.ts';
import type { Answer } from './answer.ts';
import { kill, operation, order, phase, seconds, type TimedFact, trial } from './fixtures.ts';
import { judgeLostWrites } from './lost-writes.ts';

const kept = claim.noLostWrites(order);

function judge(...facts: TimedFact[]): Answer {
  return judgeLostWrites(kept, trial(phase({ to: 60 }, ...facts)));
}

function keys(count: number, f: 'write' | 'read', at: number): TimedFact[] {
  return Array.from({ length: count }, (_, index) => operation(f, at, { key: `k${index}`, value: `v${index}` }));
}

test('proven: every acknowledged write was read back after the fault', () => {
  const answer = judge(...keys(1204, 'write', 1), ...kill(), ...keys(1204, 'read', 31));
  assert.equal(answer.verdict, 'proven');
  assert.equal(answer.observed, '0 of 1,204 acknowledged writes lost, 0 writes not read back');
  assert.deepEqual(answer.because, ['all 1,204 acknowledged writes were read back with their values, after 1 fault']);
});

test('disproven: the first lost key is told with what lay between', () => {
  const gone = [
    operation('write', 1, { key: 'k17', value: 'ab12cd34ef56ab78' }),
    operation('read', 31, { key: 'k17', value: null }),
  ];
  const answer = judge(...keys(3, 'write', 1), ...gone, ...kill(), ...keys(3, 'read', 32));
  assert.equal(answer.verdict, 'disproven');
  assert.equal(answer.because.length, 1);
  assert.equal(
    answer.because[0],
    '1 of 4 acknowledged writes was lost; first: key k17 written at 1.01s (value ab12cd34…), read at 31s as absent; ' +
      'between them: kill api 1 at 3s',
  );
});

test('disproven: a value nobody wrote, a refused write that was done, a deleted key that came back', () => {
  const phantom = judge(operation('write', 1), operation('read', 2, { value: 'x' }));
  assert.match(phantom.because[0] ?? '', /^1 key showed a value that nobody had written; first: key k written at/);
  const refused = judge(operation('write', 1, { outcome: 'failed' }), operation('read', 2));
  assert.match(refused.because[0] ?? '', /^1 key was refused and done nevertheless; first: key k read at 2s as v$/);
  const undead = judge(operation('write', 1), operation('delete', 2), operation('read', 3));
  assert.match(
    undead.because[0] ?? '',
    /^1 key came back after being deleted; first: key k deleted at 2.01s, read at 3s/,
  );
  for (const answer of [phantom, refused, undead]) assert.equal(answer.verdict, 'disproven');
});

test('what is not to be seen during a fault may come back, but not after it', () => {
  const hidden = operation('read', 4, { value: null });
  assert.equal(judge(operation('write', 1), ...kill(), hidden, operation('read', 6)).verdict, 'proven');
  assert.equal(judge(operation('write', 1), hidden, operation('read', 6)).verdict, 'disproven');
});

test('unproven: nothing acknowledged, nothing owed, or not read after the last fault', () => {
  const cases: [Answer, RegExp][] = [
    [judge(), /^no write of 'order' was acknowledged$/],
    [
      judge(operation('write', 1, { outcome: 'unknown' }), operation('read', 2)),
      /no write of 'order' was acknowledged: 0 writes failed, 1 had an unknown outcome/,
    ],
    [judge(operation('write', 1), operation('delete', 2), operation('read', 3, { value: null })), /nothing had to be/],
    [
      judge(operation('write', 1), operation('read', 2), ...kill()),
      /^1 of 1 acknowledged write .*after the last fault$/,
    ],
    [
      judge(operation('write', 1), operation('read', 2, { outcome: 'failed' })),
      /^1 of 1 acknowledged write was never read/,
    ],
    [judge(operation('write', 1), ...kill({ undone: null }), operation('read', 6)), /^kill api 1 was never undone/],
  ];
  for (const [answer, sentence] of cases) {
    assert.match(answer.because[0] ?? '', sentence);
    assert.equal(answer.verdict, 'unproven');
  }
});

test('during narrows which writes are owed, not which operations count', () => {
  const crash = claim.noLostWrites(order, { during: 'crash' });
  const facts = [
    ...phase({}, operation('write', 1, { key: 'never read' })),
    ...phase({ name: 'crash', from: 10, to: 20 }, operation('write', 11, { phase: 'crash' })),
    ...phase({ name: 'back', from: 20, to: 30, action: 'read-back' }, operation('read', 21, { phase: 'back' })),
  ];
  assert.equal(judgeLostWrites(crash, trial(facts)).verdict, 'proven');
  assert.equal(judgeLostWrites(kept, trial(facts)).verdict, 'unproven');
});

test('a key that was only read is no evidence of anything', () => {
  const answer = judge(operation('write', 1), operation('read', 2), operation('read', 2, { key: 'old', value: 'x' }));
  assert.equal(answer.verdict, 'proven');
});

test('a long history of one key is judged in little time', () => {
  const many = Array.from({ length: 20_000 }, (_, index) =>
    operation(index % 2 === 0 ? 'write' : 'read', 0, {
      value: `v${index - (index % 2)}`,
      startedUs: index * 10,
      endedUs: index * 10 + 5,
    }),
  );
  const began = performance.now();
  assert.equal(judge(...many).verdict, 'proven');
  assert.ok(performance.now() - began < 5000);
  assert.equal(judge(...many, operation('read', 0, { value: 'v2', startedUs: seconds(1) })).verdict, 'disproven');
});
