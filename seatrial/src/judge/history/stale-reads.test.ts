import assert from 'node:assert/strict';
import { test } from 'node:test';
import { claim } from '../../plan/claims/claim.ts';
import type { Answer } from '../answer.ts';
import { operation, order, phase, type TimedFact, trial } from '../testing/evidence.ts';
import { judgeStaleReads } from './stale-reads.ts';

const fresh = claim.noStaleReads(order);
const soon = claim.noStaleReads(order, { within: '500ms' });

function judge(claimed: typeof fresh, ...facts: TimedFact[]): Answer {
  return judgeStaleReads(claimed, trial(phase({ to: 60 }, ...facts)));
}

const old = [operation('write', 1, { value: 'old' }), operation('write', 2)];

test('proven: every read showed what had been acknowledged, and how soon it looked is told', () => {
  const answer = judge(fresh, ...old, operation('read', 2.02), operation('read', 3));
  assert.equal(answer.verdict, 'proven');
  assert.equal(answer.observed, '0 of 2 reads stale');
  assert.deepEqual(answer.because, [
    'all 2 reads that began after an acknowledgement showed it; the soonest began 10ms later',
  ]);
});

test('disproven: one read showed what had been replaced, or absence, or a deleted key', () => {
  const stale = judge(fresh, ...old, operation('read', 2.1, { value: 'old' }), operation('read', 3));
  assert.equal(stale.verdict, 'disproven');
  assert.deepEqual(stale.because, [
    '1 of 2 reads was stale; first: key k written at 2.01s, read 90ms later as what had been before',
  ]);
  assert.match(judge(fresh, ...old, operation('read', 3, { value: null })).because[0] ?? '', /later as absent$/);
  const undead = judge(fresh, ...old, operation('delete', 3), operation('read', 4));
  assert.match(undead.because[0] ?? '', /^1 of 1 read was stale; first: key k deleted at 3.01s, read 990ms later/);
  for (const answer of [undead]) assert.equal(answer.verdict, 'disproven');
});

test('within: what is late by less is no stale read, what is late by more is', () => {
  const late = (at: number): Answer => judge(soon, ...old, operation('read', at, { value: 'old' }));
  assert.equal(late(2.4).verdict, 'proven');
  assert.equal(late(2.6).verdict, 'disproven');
  assert.equal(late(2.6).required, 'every read shows what was acknowledged 500ms or more before it began');
});

test('unproven: no read, none after an acknowledgement, values that cannot be compared, values from nowhere', () => {
  const cases: [Answer, RegExp][] = [
    [judge(fresh), /^no read of 'order' began after a write or delete of its key was acknowledged$/],
    [judge(fresh, operation('write', 1)), /^no read of 'order' began after/],
    [judge(fresh, operation('read', 1, { value: null }), operation('write', 2)), /^no read of 'order' began after/],
    [judge(soon, operation('write', 1), operation('read', 1.1)), /began 500ms or more after/],
    [
      judge(fresh, operation('write', 1), operation('read', 2, { outcome: 'unknown' })),
      /^1 of 1 read .* no clear answer/,
    ],
    [judge(fresh, operation('write', 1), operation('read', 2, { value: 'x' })), /^1 read showed what was never/],
    [
      judge(fresh, operation('write', 1, { value: 'k', presenceOnly: true }), operation('read', 2)),
      /^1 read named a value where the write had named none/,
    ],
  ];
  for (const [answer, sentence] of cases) {
    assert.match(answer.because[0] ?? '', sentence);
    assert.equal(answer.verdict, 'unproven');
  }
  const cut = phase({ end: null }, ...old, operation('read', 3));
  assert.equal(judgeStaleReads(fresh, trial(cut)).verdict, 'unproven');
});

test('presence is all that is compared where a value is missing, and the finding says so', () => {
  const present = { value: 'k', presenceOnly: true } as const;
  const answer = judge(fresh, operation('write', 1), operation('read', 2, present));
  assert.equal(answer.verdict, 'proven');
  assert.match(answer.because[1] ?? '', /^1 read of them named no value, or of a write that named none/);
});

test('during narrows which reads are looked at, not what had been acknowledged', () => {
  const facts = [
    ...phase({}, operation('write', 1), operation('read', 2, { value: null })),
    ...phase({ name: 'back', from: 20, to: 30, action: 'read-back' }, operation('read', 21, { phase: 'back' })),
  ];
  assert.equal(judgeStaleReads(claim.noStaleReads(order, { during: 'back' }), trial(facts)).verdict, 'proven');
  assert.equal(judgeStaleReads(fresh, trial(facts)).verdict, 'disproven');
});

test('unproven: every read asked the instance that had taken the write, so no other could lag', () => {
  const asked = (askedInstance: number) => ({ askedInstance });
  const own = judge(fresh, operation('write', 1, asked(1)), operation('read', 2, asked(1)));
  assert.equal(own.verdict, 'unproven');
  assert.match(own.because[0] ?? '', /^every read asked the instance that had taken the write: how far others lag/);
  const both = [operation('write', 1, asked(1)), operation('read', 1.02, asked(1)), operation('read', 1.06, asked(2))];
  assert.equal(judge(fresh, ...both).verdict, 'proven');
  assert.equal(judge(fresh, operation('write', 1), operation('read', 2)).verdict, 'proven', 'one instance');
  const stale = judge(
    fresh,
    ...old.map((one) => ({ ...one, ...asked(1) })),
    operation('read', 3, { value: 'old', ...asked(1) }),
  );
  assert.equal(stale.verdict, 'disproven');
});

test('unproven: another instance was never asked so soon that a lag would show', () => {
  const [write, own] = [operation('write', 1, { askedInstance: 1 }), operation('read', 1.02, { askedInstance: 1 })];
  const other = (at: number): TimedFact => operation('read', at, { askedInstance: 2 });
  const answer = judge(fresh, write, own, other(1.31));
  assert.equal(answer.verdict, 'unproven');
  assert.deepEqual(answer.because, [
    "the soonest read at another instance than the one that had taken the write began 300ms later: whether others lag behind by less was not seen; ask them sooner in the journey, or say how late a read may be with 'within'",
  ]);
  const soonEnough = judge(fresh, write, own, other(1.11));
  assert.equal(soonEnough.verdict, 'proven');
  assert.match(soonEnough.because[0] ?? '', /; the soonest at another instance began 100ms later$/);
  assert.equal(judge(soon, write, operation('read', 1.6, { askedInstance: 1 }), other(2)).verdict, 'proven');
  assert.equal(judge(soon, write, other(2.2)).verdict, 'unproven');
});

test('unproven: most reads had no clear answer; fewer are told', () => {
  const failed = (count: number): TimedFact[] =>
    Array.from({ length: count }, () => operation('read', 3, { outcome: 'unknown', why: 'status 503' }));
  const answer = judge(fresh, operation('write', 1), operation('read', 2), ...failed(399));
  assert.equal(answer.verdict, 'unproven');
  assert.deepEqual(answer.because, [
    '399 of 400 reads that began after an acknowledgement had no clear answer; first: key k at 3s (status 503)',
  ]);
  const one = judge(fresh, operation('write', 1), operation('read', 2), ...failed(1));
  assert.equal(one.verdict, 'proven');
  assert.match(one.because[1] ?? '', /^1 of 2 reads that began after an acknowledgement had no clear answer/);
  const before = operation('read', 0.5, { outcome: 'unknown' });
  assert.equal(
    judge(fresh, before, operation('write', 1), operation('read', 2)).because.length,
    1,
    'nothing to be seen',
  );
});
