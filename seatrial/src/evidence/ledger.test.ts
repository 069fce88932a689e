import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ledgerOf } from './ledger.ts';
import type { EvidenceRecord } from './records.ts';
import { operation } from './testing/run.ts';

const started = (seq: number): EvidenceRecord => ({ seq, atUs: seq, kind: 'trial-started', name: `${seq}` });
const write = (seq: number): EvidenceRecord => ({ seq, atUs: seq, ...operation('order', `k${seq % 2}`) });
const ledger = ledgerOf([started(1), write(2), started(3), write(4), write(5), started(6)]);

function seqsOf(records: Iterable<EvidenceRecord>): number[] {
  return Array.from(records, ({ seq }) => seq);
}

test('records are all of them in the order of the journal', () => {
  assert.deepEqual(seqsOf(ledger.records), [1, 2, 3, 4, 5, 6]);
  assert.equal(ledger.records.length, 6);
  assert.equal(ledger.records.lastUs, 6);
  assert.equal(ledgerOf([]).records.lastUs, 0);
});

test('operations are gone through in order, or key by key, those of another journey beside them', () => {
  assert.deepEqual(seqsOf(ledger.operations()), [2, 4, 5]);
  assert.deepEqual(
    Array.from(ledger.histories('order'), ({ own, others }) => [seqsOf(own), seqsOf(others)]),
    [
      [[2, 4], []],
      [[5], []],
    ],
  );
  const paid = (seq: number): EvidenceRecord => ({ seq, atUs: seq, ...operation('pay', 'k0') });
  const shared = ledgerOf([paid(1), write(2), write(3), paid(4)]);
  const pays = Array.from(shared.histories('pay'), ({ own, others }) => [seqsOf(own), seqsOf(others)]);
  assert.deepEqual(pays, [[[1, 4], [2]]]);
  assert.deepEqual([...ledger.histories('other')], []);
});

test('selected records are those in the ranges, ends included, counted and the first of them shown', () => {
  const all = ledger.select(
    [
      [5, 6],
      [1, 2],
      [4, 4],
    ],
    Number.POSITIVE_INFINITY,
  );
  assert.deepEqual([all.count, seqsOf(all.first)], [5, [1, 2, 4, 5, 6]]);
  const some = ledger.select(
    [
      [2, 5],
      [3, 3],
    ],
    2,
  );
  assert.deepEqual([some.count, seqsOf(some.first)], [4, [2, 3]]);
  assert.deepEqual(ledger.select([], 2), { count: 0, first: [] });
});
