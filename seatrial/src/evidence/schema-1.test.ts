/** A run of schema 1 is read in the words of this version; what is checked are the bytes of the old one. */
import assert from 'node:assert/strict';
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { sha256 } from '../std/digest.ts';
import { chainLine } from './chain.ts';
import { readRun } from './read-run.ts';
import type { EvidenceRecord } from './records.ts';
import { createRun, journalFile } from './run-directory.ts';
import { sealRun } from './seal.ts';
import { asItIs, header, temporaryFolder } from './testing/run.ts';

const JOURNAL = journalFile(1);
const BY_USER = { phase: 'p', journey: 'order', process: 'p/1', key: 'k', value: 'v' };
const RECORDS = [
  { seq: 1, atUs: 1, kind: 'phase-started', phase: 'p', action: 'load', journey: 'order', asked: '1 user for 1s' },
  { seq: 2, atUs: 2, kind: 'operation', ...BY_USER, f: 'write', startedUs: 1, endedUs: 2, outcome: 'ok' },
  { seq: 3, atUs: 3, kind: 'errors', phase: 'p', journey: 'order', step: 's', cause: 'reset', count: 1, example: '' },
];

/** A run as a version of schema 1 left it. */
function olderRun(t: TestContext): string {
  const phases = [{ name: 'p', action: 'load', journey: 'order', asked: '1 user for 1s', faults: [] }];
  const older = { ...header, schema: 1, plan: { ...header.plan, phases } };
  const { directory, headerText } = createRun(temporaryFolder(t), older as unknown as typeof header, asItIs);
  let head = sha256(headerText);
  for (const record of RECORDS) {
    const chained = chainLine(record as unknown as EvidenceRecord, head, JSON.stringify);
    head = chained.hash;
    appendFileSync(join(directory, JOURNAL), `${chained.line}\n`);
  }
  sealRun(directory, { records: RECORDS.length, head });
  const seal = join(directory, 'seal.json');
  writeFileSync(seal, readFileSync(seal, 'utf8').replace('"schema": 2', '"schema": 1'));
  return directory;
}

test('phases and operations of a run of schema 1 have the names of this one, and nothing else is another', (t) => {
  const read = readRun(olderRun(t));
  if (!read.ok) assert.fail(read.problems.join('; '));
  const { ledger, header: translated } = read.run;
  const [started] = ledger.of('phase-started');
  assert.deepEqual([started?.subject, started?.described], ['order', '1 user for 1s']);
  const operation = { seq: 2, atUs: 2, kind: 'operation', ...BY_USER, op: 'write', startedUs: 1, endedUs: 2 };
  assert.deepEqual([...ledger.operations()], [{ ...operation, outcome: 'ok' }]);
  assert.deepEqual(
    Array.from(ledger.histories('order'), ({ own }) => own.map(({ op }) => op)),
    [['write']],
  );
  assert.deepEqual(ledger.select([[2, 2]], 1).first, [...ledger.operations()]);
  assert.deepEqual(ledger.of('errors'), [RECORDS[2]]);
  assert.deepEqual(
    [...ledger.records].map((record) => Object.keys(record).filter((name) => name === 'asked' || name === 'f')),
    [[], [], []],
  );
  assert.equal(translated.schema, 2);
  assert.deepEqual(translated.plan.phases, [
    { name: 'p', action: 'load', subject: 'order', described: '1 user for 1s', faults: [] },
  ]);
});

test('a run of schema 1 that was changed is refused as any other', (t) => {
  const directory = olderRun(t);
  const path = join(directory, JOURNAL);
  const text = readFileSync(path, 'utf8');
  writeFileSync(path, text.replace('"f":"write"', '"op":"write"'));
  const read = readRun(directory);
  assert.match(read.ok ? '' : read.problems.join('; '), /line 2: its hash does not follow from what stands before it/);
});
