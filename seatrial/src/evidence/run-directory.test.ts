import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { test } from 'node:test';
import { redactor } from '../std/redact.ts';
import {
  createRun,
  isJournalFile,
  journalFile,
  LOGS_FOLDER,
  runName,
  segmentsAmong,
  writeWhole,
} from './run-directory.ts';
import { asItIs, header, temporaryFolder } from './testing/run.ts';

test('a folder is named by its time and its trial, in characters every file system takes', () => {
  const name = (trial: string): string => runName('2026-01-02T03:04:05.678Z', trial);
  assert.equal(name('orders'), '20260102-030405-orders');
  assert.equal(name('../../etc passwd'), '20260102-030405-etc-passwd');
  assert.equal(name('日本'), '20260102-030405-trial');
  assert.ok(name('x'.repeat(1000)).length < 200);
});

test('runs of the same second stand side by side, each whole', (t) => {
  const folder = join(temporaryFolder(t), 'runs');
  const runs = [1, 2, 3].map(() => createRun(folder, header, asItIs));
  assert.deepEqual(readdirSync(folder).sort(), [
    '20260102-030405-orders',
    '20260102-030405-orders-2',
    '20260102-030405-orders-3',
  ]);
  for (const { directory, headerText } of runs) {
    assert.ok(statSync(join(directory, LOGS_FOLDER)).isDirectory());
    assert.equal(readFileSync(join(directory, 'header.json'), 'utf8'), headerText);
    assert.deepEqual(JSON.parse(headerText), header);
  }
  assert.equal(basename(runs[0]?.directory ?? ''), '20260102-030405-orders');
});

test('the header holds no secret and stays a header', (t) => {
  const plan = { ...header.plan, name: 'load postgres://me:pa55word@db, seed 123456' };
  const { headerText } = createRun(temporaryFolder(t), { ...header, plan, seed: 1_234_567 }, redactor(['123456']));
  const read = JSON.parse(headerText);
  assert.equal(read.plan.name, 'load postgres://[redacted]@db, seed [redacted]');
  assert.equal(read.seed, 1_234_567);
});

test('segments are named in order', () => {
  assert.equal(journalFile(7), 'journal-0007.ndjson');
  assert.ok(
    isJournalFile(journalFile(1)) && isJournalFile('journal-0001.ndjson.gz') && isJournalFile(journalFile(12_345)),
  );
  for (const name of ['journal-1.ndjson', 'journal-0001.ndjson.new', 'xjournal-0001.ndjson'])
    assert.ok(!isJournalFile(name));
});

test('a file is replaced as a whole or not at all', (t) => {
  const folder = temporaryFolder(t);
  const path = join(folder, 'findings.json');
  writeWhole(path, 'old');
  writeWhole(path, 'new');
  assert.equal(readFileSync(path, 'utf8'), 'new');
  const inTheWay = join(folder, 'folder');
  mkdirSync(inTheWay);
  writeFileSync(join(inTheWay, 'x'), '');
  assert.throws(() => writeWhole(inTheWay, 'text'));
  assert.deepEqual(readdirSync(folder).sort(), ['findings.json', 'folder']);
});

test('files of the journal are in the order they were written, however many there are, each once', () => {
  const files = [1, 2, 9999, 10_000, 100_000].map(journalFile);
  const found = [...files.toReversed(), `${files[1]}.gz`, `${files[3]}.gz`, 'seal.json', `${files[4]}.gz.new`];
  assert.deepEqual(segmentsAmong(found), files);
  assert.deepEqual(segmentsAmong(['journal-0002.ndjson', 'journal-0001.ndjson.gz']), files.slice(0, 2));
});
