import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Fact, Operation, Outcome } from '../../evidence/records.ts';
import { Facts } from '../load/testing/stage.ts';
import { AcknowledgedWrites } from './acknowledged.ts';
import { HistoryBook } from './history.ts';

const WHERE = { phase: 'load', journey: 'visit', process: 'load/1' };

function book() {
  const facts = new Facts();
  let nowUs = 0;
  const history = new HistoryBook(
    (fact: Fact) => void facts.list.push(fact),
    () => ++nowUs + 0.4,
    new AcknowledgedWrites(),
  );
  const done = (op: Operation['op'], key: string, outcome: Outcome, value: string | null = null): void =>
    history.begin(WHERE, op, key, op === 'read' ? null : value).end(outcome, op === 'read' ? { value } : {});
  const keys = (): string[] => history.acknowledged('visit').map(({ key, value }) => `${key}=${value}`);
  return { facts, history, done, keys };
}

test('an operation is evidence when it ends, once, with what was learned by then', () => {
  const { facts, history } = book();
  const read = history.begin(WHERE, 'read', 'k', null);
  assert.deepEqual(facts.list, []);
  read.end('ok', { value: 'v', openEnded: true, why: 'because' });
  read.end('failed');
  const expected = {
    kind: 'operation',
    ...WHERE,
    op: 'read',
    key: 'k',
    value: 'v',
    outcome: 'ok',
    openEnded: true,
    why: 'because',
  };
  assert.deepEqual(facts.list, [{ ...expected, startedUs: 1, endedUs: 2 }]);
});

test('what was written and acknowledged last stands, in the order of writing', () => {
  const { done, keys } = book();
  done('write', 'a', 'ok', '1');
  done('write', 'b', 'ok', '1');
  done('write', 'a', 'ok', '2');
  assert.deepEqual(keys(), ['b=1', 'a=2']);
  done('write', 'c', 'ok');
  done('read', 'd', 'ok', '1');
  assert.deepEqual(keys(), ['b=1', 'a=2', 'c=c']);
});

test('what failed or may have failed changes nothing that was acknowledged; a delete that may have happened does', () => {
  const { done, keys } = book();
  for (const key of ['a', 'b', 'c']) done('write', key, 'ok', '1');
  done('write', 'a', 'failed', '2');
  done('write', 'a', 'unknown', '3');
  done('write', 'z', 'unknown', '1');
  done('delete', 'a', 'failed');
  assert.deepEqual(keys(), ['a=1', 'b=1', 'c=1']);
  done('delete', 'b', 'unknown');
  done('delete', 'c', 'ok');
  assert.deepEqual(keys(), ['a=1']);
});

test('deleted keys are read back too, last where they were deleted last, and each with the user that changed it', () => {
  const { done, history } = book();
  for (const key of ['a', 'b', 'c']) done('write', key, 'ok', '1');
  done('delete', 'a', 'ok');
  done('delete', 'a', 'unknown');
  done('delete', 'b', 'unknown');
  done('write', 'd', 'failed', '1');
  assert.deepEqual(history.acknowledgedKeys('visit'), [
    { key: 'c', value: '1', user: 1 },
    { key: 'a', value: null, user: 1 },
  ]);
  done('write', 'a', 'ok', '2');
  assert.deepEqual(history.acknowledgedKeys('visit').at(-1), { key: 'a', value: '2', user: 1 });
});

test('a write that names no value says so, unless its end names one', () => {
  const { facts, history } = book();
  history.begin(WHERE, 'write', 'k', null).end('ok');
  history.begin(WHERE, 'write', 'k', null).end('ok', { value: 'v' });
  history.begin(WHERE, 'read', 'k', null).end('ok', { value: 'k', presenceOnly: true });
  assert.deepEqual(
    facts.of('operation').map(({ value, presenceOnly }) => [value, presenceOnly]),
    [
      ['k', true],
      ['v', undefined],
      ['k', true],
    ],
  );
});

test('a long value is recorded by its digest where it was written and where it was read, a long key as it is', () => {
  const { facts, history } = book();
  const [long, key] = ['v'.repeat(300_000), 'k'.repeat(300_000)];
  history.begin(WHERE, 'write', 'k', long).end('ok');
  history.begin(WHERE, 'read', 'k', null).end('ok', { value: long });
  history.begin(WHERE, 'read', key, null).end('ok', { value: key, presenceOnly: true });
  const [written, read, present] = facts.of('operation').map(({ value }) => value);
  assert.match(written ?? '', /^value with SHA-256 [0-9a-f]{64}, 300000 bytes$/);
  assert.equal(read, written);
  assert.equal(present, key);
  assert.deepEqual(history.acknowledged('visit'), [{ key: 'k', value: written }]);
});

test('a read that does not say what was read is a mistake, never absence', () => {
  const { facts, history } = book();
  const read = (details: object) => () => history.begin(WHERE, 'read', 'k', null).end('ok', details);
  assert.throws(
    read({}),
    /^PlanMistake: the read of 'k' ended 'ok' without saying what was read: write end\('ok', \{ value \}\)/,
  );
  assert.throws(read({ value: undefined }), /with null for absent$/);
  assert.deepEqual(new Set(facts.of('operation').map(({ outcome }) => outcome)), new Set(['unknown']));
  read({ value: null })();
  const { outcome, value } = facts.of('operation').at(-1) ?? {};
  assert.deepEqual([outcome, value], ['ok', null]);
});

test('a write that ends with null is a mistake: that would be a delete', () => {
  const { facts, history } = book();
  assert.throws(() => history.begin(WHERE, 'write', 'k', 'v').end('ok', { value: null }), /that would be a delete$/);
  assert.equal(facts.of('operation')[0]?.outcome, 'unknown');
});

test('journeys have histories of their own, and earlier writes can be given', () => {
  const writes = new AcknowledgedWrites('visit', [{ key: 'early', value: '1' }]);
  writes.learn({ journey: 'other', op: 'write', key: 'k', value: null, outcome: 'ok' });
  assert.deepEqual(writes.of('visit'), [{ key: 'early', value: '1' }]);
  assert.deepEqual(writes.of('other'), [{ key: 'k', value: 'k' }]);
  assert.deepEqual(writes.of('nobody'), []);
});

test('what a phase leaves open has an unknown end; what another has open stays open', () => {
  const { facts, history } = book();
  const mine = history.begin(WHERE, 'write', 'a', '1');
  history.begin({ ...WHERE, phase: 'next' }, 'write', 'b', '1');
  history.closePhase('load');
  mine.end('ok');
  assert.deepEqual(
    facts.of('operation').map(({ key, outcome, why }) => [key, outcome, why]),
    [['a', 'unknown', 'still open when the phase ended']],
  );
  assert.deepEqual(history.acknowledged('visit'), []);
});
