import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Fact, Operation, Outcome } from '../../evidence/records.ts';
import { AcknowledgedWrites } from './acknowledged.ts';
import { HistoryBook } from './history.ts';
import { Facts } from './testing/stage.ts';

const WHERE = { phase: 'load', journey: 'visit', process: 'load/1' };

function book() {
  const facts = new Facts();
  let nowUs = 0;
  const history = new HistoryBook(
    (fact: Fact) => void facts.list.push(fact),
    () => ++nowUs + 0.4,
    new AcknowledgedWrites(),
  );
  const done = (f: Operation['f'], key: string, outcome: Outcome, value: string | null = null): void =>
    history.begin(WHERE, f, key, value).end(outcome);
  const keys = (): string[] => history.acknowledged('visit').map(({ key, value }) => `${key}=${value}`);
  return { facts, history, done, keys };
}

test('an operation is evidence when it ends, once, with what was learned by then', () => {
  const { facts, history } = book();
  const read = history.begin(WHERE, 'read', 'k', null);
  assert.deepEqual(facts.list, []);
  read.end('ok', { value: 'v', why: 'because' });
  read.end('failed');
  const expected = { kind: 'operation', ...WHERE, f: 'read', key: 'k', value: 'v', outcome: 'ok', why: 'because' };
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

test('journeys have histories of their own, and earlier writes can be given', () => {
  const writes = new AcknowledgedWrites('visit', [{ key: 'early', value: '1' }]);
  writes.learn({ journey: 'other', f: 'write', key: 'k', value: null, outcome: 'ok' });
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
