import assert from 'node:assert/strict';
import { test } from 'node:test';
import { claim } from '../../plan/claims/claim.ts';
import { system } from '../../plan/systems/system.ts';
import { keptValue } from '../../std/kept-value.ts';
import type { Answer } from '../answer.ts';
import { kill, operation, order, phase, ready, seconds, type TimedFact, trial } from '../testing/evidence.ts';
import { judgeLostWrites } from './lost-writes.ts';

const kept = claim.noLostWrites(order);

function judge(...facts: TimedFact[]): Answer {
  return judgeLostWrites(kept, trial(phase({ to: 60 }, ...facts)));
}

function keys(count: number, op: 'write' | 'read', at: number): TimedFact[] {
  return Array.from({ length: count }, (_, index) => operation(op, at, { key: `k${index}`, value: `v${index}` }));
}

test('proven: every acknowledged write was read back after the fault', () => {
  const answer = judge(...keys(1204, 'write', 1), ...kill(), ...keys(1204, 'read', 31));
  assert.equal(answer.verdict, 'proven');
  assert.equal(answer.observed, '0 of 1,204 acknowledged writes lost, 0 writes not read back');
  assert.equal(answer.required, 'every acknowledged write is read back with its value after the last fault');
  assert.deepEqual(answer.because, [
    'all 1,204 acknowledged writes were read back with their values, after 1 fault',
    'after SIGKILL: what the kernel had not yet written to disk was not at risk, so power loss is not shown',
  ]);
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

test('a long value is told by its digest and its length', () => {
  const [written, other] = ['a', 'b'].map((letter) => keptValue(letter.repeat(200_000)));
  const values = [operation('write', 1, { value: written ?? null }), operation('read', 2, { value: other ?? null })];
  assert.match(
    judge(...values).because[0] ?? '',
    /showed a value that was never written; first: key k written at 1.01s \(value with SHA-256 [0-9a-f]{8}…, 200000 bytes\), read at 2s as value with SHA-256 [0-9a-f]{8}…, 200000 bytes;/,
  );
});

test('disproven: a value nobody wrote, a refused write that was done, a deleted key that came back', () => {
  const phantom = judge(operation('write', 1), operation('read', 2, { value: 'x' }));
  assert.match(phantom.because[0] ?? '', /^1 key showed a value that was never written; first: key k written at/);
  assert.equal(
    phantom.observed,
    '1 key showed a value that was never written, 0 of 1 acknowledged write lost, 0 writes not read back',
  );
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
  assert.equal(judge(operation('write', 1), ...kill(), operation('read', 6, { value: null })).verdict, 'disproven');
});

test('unproven: nothing acknowledged, nothing owed, or not read after the last fault', () => {
  const cases: [Answer, RegExp][] = [
    [judge(), /^no write of 'order' was acknowledged$/],
    [
      judge(operation('write', 1, { outcome: 'unknown' }), operation('read', 2)),
      /no write of 'order' was acknowledged: 0 writes failed, 1 had an unknown outcome/,
    ],
    [
      judge(
        operation('write', 1),
        operation('delete', 2, { outcome: 'unknown' }),
        operation('read', 3, { value: null }),
      ),
      /^every acknowledged write was, or may have been, deleted again, and no delete of one is owed: nothing had to be there$/,
    ],
    [
      judge(operation('write', 1), operation('delete', 2), ...kill(), operation('read', 4, { value: null })),
      /^1 of 1 acknowledged delete was never read after it was deleted and after the last fault$/,
    ],
    [judge(operation('delete', 2), operation('read', 3, { value: null })), /^no write of 'order' was acknowledged$/],
    [
      judge(operation('write', 1), operation('read', 2), ...kill()),
      /^1 of 1 acknowledged write .*after the last fault$/,
    ],
    [
      judge(operation('write', 1), operation('read', 2, { outcome: 'failed' })),
      /^1 of 1 acknowledged write was asked for without a clear answer after it was written; first: key k, asked for once/,
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

test('stale is not lost: a later read that shows it decides, and the finding tells of the others', () => {
  const late = operation('read', 6, { value: null });
  const answer = judge(operation('write', 1), ...kill(), late, operation('read', 7));
  assert.equal(answer.verdict, 'proven');
  assert.match(answer.because.at(-1) ?? '', /^1 read was stale: a later read of the same key showed what had been/);
  assert.equal(judge(operation('write', 1), late, operation('read', 7, { value: null })).verdict, 'disproven');
});

test('unproven: a write that no read showed was replaced before it was read again', () => {
  const facts = [operation('write', 1), ...kill(), operation('read', 6, { value: null })];
  const again = [operation('write', 7, { value: 'w' }), operation('read', 8, { value: 'w' })];
  const answer = judge(
    ...facts,
    ...again,
    operation('write', 1, { key: 'other' }),
    operation('read', 8, { key: 'other' }),
  );
  assert.equal(answer.verdict, 'unproven');
  assert.match(answer.because[0] ?? '', /^1 key was read as other than what had been acknowledged and changed again/);
});

test('a delete is owed as a write is', () => {
  const kept = [operation('write', 1, { key: 'a' }), operation('read', 8, { key: 'a' })];
  const deleted = [operation('write', 1), operation('delete', 2), ...kill()];
  const gone = judge(...kept, ...deleted, operation('read', 8, { value: null }));
  assert.equal(gone.verdict, 'proven');
  assert.match(gone.required, /, every deleted key as absent$/);
  assert.match(
    gone.because[0] ?? '',
    /^the 1 acknowledged write that stands was read back with its value, after 1 fault$/,
  );
  assert.equal(gone.because[1], 'the 1 deleted key was read as absent, after 1 fault');
  const back = judge(...kept, ...deleted, operation('read', 8));
  assert.equal(back.verdict, 'disproven');
  assert.match(back.because[0] ?? '', /^1 key came back after being deleted/);
  assert.match(back.observed, /^1 deleted key came back, 0 of 2 .*, 0 deletes not read back$/);
  const unread = judge(...kept, ...deleted);
  assert.equal(unread.verdict, 'unproven');
  assert.match(
    unread.because[0] ?? '',
    /^1 of 1 acknowledged delete was never read after it was deleted and after the la/,
  );
});

test('what names no value is shown as present, and no more is said', () => {
  const nameless = { value: 'k', presenceOnly: true } as const;
  const present = judge(operation('write', 1, nameless), operation('read', 2, nameless));
  assert.equal(present.verdict, 'proven');
  assert.equal(present.required, 'every acknowledged write is read back as present after the last fault');
  assert.equal(
    present.because[0],
    'the 1 acknowledged write was read back as present, its value was not compared, though no fault was in force at any time',
  );
  const half = judge(operation('write', 1), operation('read', 2, nameless));
  assert.match(half.because[0] ?? '', /as present, its value was not compared/);
  const value = { key: 'v' };
  const mixed = judge(
    operation('write', 1, nameless),
    operation('read', 2, nameless),
    operation('write', 1, value),
    operation('read', 2, value),
  );
  assert.match(
    mixed.because[0] ?? '',
    /^all 2 acknowledged writes were read back 1 with its value and 1 as present, whose value was not/,
  );
  const blind = judge(operation('write', 1, nameless), operation('read', 2, { value: 'some value' }));
  assert.equal(blind.verdict, 'unproven');
  assert.match(blind.because[0] ?? '', /^1 of 1 acknowledged write named no value, and the reads did/);
});

test('of what was asked for, the last answer is told; many are told as many', () => {
  const failing = { outcome: 'unknown', why: 'status 500' } as const;
  const asked = judge(operation('write', 1), ...kill(), operation('read', 6, failing), operation('read', 7, failing));
  assert.equal(
    asked.because[0],
    '1 of 1 acknowledged write was asked for without a clear answer after it was written and after the last fault; ' +
      'first: key k, asked for 2 times, last answer: status 500',
  );
  const never = judge(...keys(2, 'write', 1));
  assert.equal(never.because[0], '2 of 2 acknowledged writes were never read after they were written');
});

const faultOn = (system: string, at: number): TimedFact[] =>
  kill({ bit: at, undone: at + 1 }).map((fact) => (fact.kind === 'fault-leased' ? { ...fact, system } : fact));

function onStore(...facts: TimedFact[]): TimedFact[] {
  return phase({ to: 60 }, ...facts).map((fact) =>
    fact.kind === 'phase-started' ? { ...fact, system: 'store' } : fact,
  );
}

test('only faults that could have hurt count', () => {
  const written = [operation('write', 1), operation('read', 40)];
  const of = (facts: TimedFact[], claimed = kept): Answer => judgeLostWrites(claimed, trial(facts));
  assert.equal(of(onStore(...written, ...faultOn('store', 3))).verdict, 'proven');
  const bystander = of(onStore(...written, ...faultOn('web', 3)));
  assert.equal(bystander.verdict, 'unproven');
  assert.deepEqual(bystander.because, [
    "no fault could have hurt what is owed: kill api 1 hit 'web', and what was written is kept in 'store'; where 'web' keeps it, name it in keptIn",
  ]);
  const behind = claim.noLostWrites(order, { keptIn: system('web', { url: 'http://127.0.0.1:1' }) });
  assert.equal(of(onStore(...written, ...faultOn('web', 3)), behind).verdict, 'proven');
  assert.equal(of(onStore(...written, ...faultOn('store', 3)), behind).verdict, 'unproven');
  const early = of(onStore(...written, ...faultOn('store', 0.5)));
  assert.match(
    early.because[0] ?? '',
    /^no fault could have hurt what is owed: kill api 1 came at 500ms, before the first write that is owed was acknowledged/,
  );
  const blunt = of(onStore(...written, ...kill({ bites: 0 })));
  assert.match(blunt.because[0] ?? '', /hurt what is owed: kill api 1 had no effect$/);
  for (const answer of [early, blunt]) assert.equal(answer.verdict, 'unproven');
});

test('where another system was asked than the one that keeps the data, its copies are told', () => {
  const database = claim.noLostWrites(order, { keptIn: system('db', { url: 'http://127.0.0.1:1' }) });
  const facts = [operation('write', 1), operation('read', 40), ...faultOn('db', 3)];
  const answer = judgeLostWrites(database, trial(onStore(...facts)));
  assert.equal(answer.verdict, 'proven');
  assert.match(
    answer.because.join('\n'),
    /what 'store' answered may be a copy that it keeps \(a cache\): what 'db' holds/,
  );
  const itself = phase({ to: 60 }, ...facts).map((fact) =>
    fact.kind === 'phase-started' ? { ...fact, system: 'db' } : fact,
  );
  assert.doesNotMatch(judgeLostWrites(database, trial(itself)).because.join(), /copy/);
});

test('a fault that was under way is told as such between a write and its read', () => {
  const hit = kill().map((fact) => (fact.kind === 'fault-leased' ? { ...fact, atUs: seconds(2) } : fact));
  const during = judge(operation('write', 1), ...hit, operation('read', 2.5, { value: 'x' }));
  assert.match(during.because[0] ?? '', /between them: kill api 1, begun at 2s$/);
  const bitten = judge(operation('write', 1), ...hit, operation('read', 3.5, { value: 'x' }));
  assert.match(bitten.because[0] ?? '', /between them: kill api 1 at 3s$/);
  const long = judge(operation('write', 1), ...hit, operation('read', 1.5, { value: 'x', endedUs: seconds(3.1) }));
  assert.match(long.because[0] ?? '', /between them: kill api 1 at 3s$/);
  const blunt = judge(operation('write', 1), ...kill({ bites: 0 }), operation('read', 8, { value: 'x' }));
  assert.match(blunt.because[0] ?? '', /between them: no fault$/);
});

test('a fault that was begun before the first write, and seen later to have bitten, does not count', () => {
  const slowly = kill({ bit: 3, undone: 4 }).map((fact) =>
    fact.kind === 'fault-leased' ? { ...fact, atUs: seconds(0.5) } : fact,
  );
  const answer = judge(operation('write', 1), ...slowly, operation('read', 6));
  assert.equal(answer.verdict, 'unproven');
  assert.match(answer.because[0] ?? '', /kill api 1 came at 500ms, before the first write that is owed/);
});

test('journals that do not say what system a fault hit are judged as before', () => {
  assert.equal(judge(operation('write', 1), ...faultOn('web', 3), operation('read', 40)).verdict, 'proven');
  assert.equal(
    judgeLostWrites(kept, trial(onStore(operation('write', 1), ...kill(), operation('read', 40)))).verdict,
    'proven',
  );
});

test('an undoing that was not seen is a doubt', () => {
  const answer = judge(operation('write', 1), ...kill({ verified: false }), operation('read', 6));
  assert.equal(answer.verdict, 'unproven');
  assert.match(answer.because[0] ?? '', /^kill api 1 was undone, but that it was over was not seen$/);
});

test('a fault after which nothing owed was left from before is told; most of what is owed may be younger than it', () => {
  const answer = judge(
    ...keys(2, 'write', 1),
    ...kill(),
    operation('write', 7),
    ...keys(2, 'read', 31),
    operation('read', 31),
  );
  assert.equal(answer.because[1], '2 of 3 acknowledged changes of these were made before a fault, the others after');
  assert.equal(judge(...kill(), operation('write', 7), operation('read', 31)).verdict, 'unproven');
});

test('proven: everything that was written was deleted again, and is read back as absent', () => {
  const deleted = [operation('write', 1), operation('delete', 2)];
  const answer = judge(...deleted, ...kill(), operation('read', 6, { value: null }));
  assert.equal(answer.verdict, 'proven');
  assert.equal(answer.required, 'every deleted key is read back as absent after the last fault');
  assert.equal(
    answer.observed,
    '0 of 1 acknowledged write lost, 0 writes not read back, 0 deleted keys came back, 0 deletes not read back',
  );
  assert.equal(answer.because[0], 'the 1 deleted key was read as absent, after 1 fault');
  assert.equal(judge(...deleted, ...kill(), operation('read', 6)).verdict, 'disproven');
  const bystander = judge(...kill({ bit: 0.2, undone: 0.5 }), ...deleted, operation('read', 6, { value: null }));
  assert.equal(bystander.verdict, 'unproven');
  assert.match(bystander.because[0] ?? '', /^no fault could have hurt what is owed/);
});

test('a delete counts where something had been written, in whichever phase; one of nothing shows nothing', () => {
  const purge = claim.noLostWrites(order, { during: 'purge' });
  const facts = (...first: TimedFact[]) =>
    trial([
      ...phase({}, ...first),
      ...phase({ name: 'purge', from: 10, to: 20 }, operation('delete', 11, { phase: 'purge' })),
      ...phase({ name: 'back', from: 20, to: 30 }, operation('read', 21, { phase: 'back', value: null })),
    ]);
  assert.equal(judgeLostWrites(purge, facts(operation('write', 1))).verdict, 'proven');
  assert.equal(judgeLostWrites(purge, facts()).verdict, 'unproven');
  const other = [operation('write', 1, { key: 'a' }), operation('delete', 2, { key: 'a', outcome: 'unknown' })];
  assert.equal(judgeLostWrites(kept, facts(...other)).verdict, 'unproven');
});

test('what is not shown while a killed instance is not ready again decides nothing; what is shown does', () => {
  const written = [ready(), operation('write', 1), operation('write', 1, { key: 'm' }), ...kill()];
  const again = ready(9, { start: 2 });
  const absent = { value: null } as const;
  const early = [operation('read', 6, absent), operation('read', 6, { key: 'm' })];
  for (const facts of [
    [...written, ...early, again],
    [...written, ...early],
  ]) {
    const answer = judge(...facts);
    assert.equal(answer.verdict, 'unproven');
    assert.deepEqual(answer.because, [
      '1 of 2 acknowledged changes was not shown by the last read, which began while api 1 was not ready again: ' +
        'that decides nothing; first: key k',
    ]);
    assert.equal(answer.observed, '0 of 2 acknowledged writes lost, 0 writes not read back, 1 key read too early');
  }
  assert.equal(judge(...written, ...early, again, operation('read', 10)).verdict, 'proven');
  assert.equal(judge(...written, ...early, again, operation('read', 10, absent)).verdict, 'disproven');
  // A deleted key that is shown again meanwhile, too; a value that nobody wrote is wrong at any time.
  const back = [ready(), operation('write', 1), operation('delete', 2), ...kill(), operation('read', 6), again];
  assert.equal(judge(...back).verdict, 'unproven');
  assert.equal(judge(...written, operation('read', 6, { value: 'x' }), again).verdict, 'disproven');
  // Without a word of readiness, as in old journals, nobody waits for it.
  assert.equal(judge(operation('write', 1), ...kill(), operation('read', 6, absent)).verdict, 'disproven');
});

test('a reader is shown the write, the fault and the read that does not show it, before all others', () => {
  const gone = [operation('write', 1, { key: 'k17' }), operation('read', 31, { key: 'k17', value: null })];
  const { telling = [] } = judge(...keys(300, 'write', 0.5), ...gone, ...kill(), ...keys(300, 'read', 32));
  assert.deepEqual(
    telling.map((record) => (record.kind === 'operation' ? `${record.op} ${record.key}` : record.kind)),
    ['write k17', 'fault-bit', 'read k17'],
  );
});

test('two long values are told with the first place where they differ', () => {
  const value = 'customer-order-number-';
  const answer = judge(
    operation('write', 1, { value: `${value}1` }),
    ...kill(),
    operation('read', 31, { value: `${value}2` }),
  );
  assert.match(answer.because[0] ?? '', /\(value …\S*1\), read at 31s as …\S*2/);
});
