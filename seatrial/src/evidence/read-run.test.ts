import assert from 'node:assert/strict';
import { appendFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import fc from 'fast-check';
import { sha256 } from '../std/digest.ts';
import { chainLine } from './chain.ts';
import { keptLogs } from './logs.ts';
import { readRun } from './read-run.ts';
import type { EvidenceRecord } from './records.ts';
import { createRun, HEADER_FILE, journalFile, LOGS_FOLDER, SEAL_FILE } from './run-directory.ts';
import { brokenBySeal, readSeal, sealRun } from './seal.ts';
import { asItIs, fact, header, openJournal, temporaryFolder } from './testing/run.ts';

const JOURNAL = journalFile(1);
const LOG = join(LOGS_FOLDER, 'api-1.log');

/** A closed run of three records and a log. */
function run(t: TestContext, { sealed }: { sealed: boolean }): string {
  const { directory, journal } = openJournal(t);
  for (const name of ['a', 'b', 'c']) journal.append(fact(name));
  assert.equal(journal.close(), null);
  writeFileSync(join(directory, LOG), 'started\n');
  if (sealed) sealRun(directory, journal);
  return directory;
}

function problems(directory: string): string {
  const read = readRun(directory);
  assert.ok(!read.ok, 'the run is read as if nothing had happened');
  assert.match(read.hint, /untouched copy|seatrial run/);
  return read.problems.join('; ');
}

test('a sealed run reads back as it was written', (t) => {
  const directory = run(t, { sealed: true });
  const read = readRun(directory);
  assert.ok(read.ok);
  assert.deepEqual(read.run.header, header);
  assert.deepEqual(
    read.run.ledger.of('trial-started').map(({ seq, name }) => [seq, name]),
    [
      [1, 'a'],
      [2, 'b'],
      [3, 'c'],
    ],
  );
  assert.deepEqual(read.run.ledger.of('window'), []);
  assert.equal(read.run.ledger.records.length, 3);
  assert.equal(read.run.cut, null);
  assert.equal(read.run.seal?.records, 3);
});

test('without a seal, a journal cut anywhere gives the whole records before the cut, and says that it was cut', (t) => {
  const directory = run(t, { sealed: false });
  const whole = readFileSync(join(directory, JOURNAL));
  for (let length = 0; length <= whole.length; length++) {
    writeFileSync(join(directory, JOURNAL), whole.subarray(0, length));
    const lines = whole.subarray(0, length).toString().split('\n').length - 1;
    const read = readRun(directory);
    assert.ok(read.ok);
    assert.equal(read.run.ledger.records.length, lines);
    assert.equal(read.run.cut, `the run was never sealed: its evidence ends after record ${lines}`);
  }
});

test('with a seal, a journal cut anywhere is refused', (t) => {
  const directory = run(t, { sealed: true });
  const whole = readFileSync(join(directory, JOURNAL));
  for (let length = 0; length < whole.length; length += 7) {
    writeFileSync(join(directory, JOURNAL), whole.subarray(0, length));
    assert.match(problems(directory), /was changed after the run was sealed/);
  }
});

test('only the last segment may be torn', (t) => {
  const directory = run(t, { sealed: false });
  writeFileSync(join(directory, journalFile(2)), '');
  appendFileSync(join(directory, JOURNAL), '{"seq":4');
  assert.match(problems(directory), /journal-0001.ndjson ends in the middle of a record/);
});

test('property: with or without a seal, no byte of the header and the journal can be another one', (t) => {
  const directories = [run(t, { sealed: true }), run(t, { sealed: false })];
  fc.assert(
    fc.property(
      fc.constantFrom(...directories),
      fc.constantFrom(HEADER_FILE, JOURNAL),
      fc.nat(),
      fc.integer({ min: 0, max: 255 }),
      (directory, file, place, byte) => {
        const path = join(directory, file);
        const whole = readFileSync(path);
        const position = place % whole.length;
        fc.pre(whole[position] !== byte);
        // Without a seal, another byte for the last line feed is a record that was cut off.
        fc.pre(file === HEADER_FILE || position < whole.length - 1);
        const damaged = Buffer.from(whole);
        damaged[position] = byte;
        try {
          writeFileSync(path, damaged);
          assert.notEqual(problems(directory), '');
        } finally {
          writeFileSync(path, whole);
        }
      },
    ),
    { numRuns: 300 },
  );
});

test('the seal says what was changed, is missing or was added', (t) => {
  const directory = run(t, { sealed: true });
  const seal = readSeal(directory);
  assert.ok(seal);
  assert.deepEqual(brokenBySeal(directory, seal), []);
  appendFileSync(join(directory, LOG), 'more');
  writeFileSync(join(directory, LOGS_FOLDER, 'api-2.log'), '');
  rmSync(join(directory, JOURNAL));
  assert.deepEqual(brokenBySeal(directory, seal), [
    'journal-0001.ndjson is missing; it was there when the run was sealed',
    'logs/api-1.log was changed after the run was sealed',
    'logs/api-2.log was added after the run was sealed',
  ]);
  assert.match(problems(directory), /is missing.*was changed.*was added/);
});

test('records added behind a sealed journal are found, though they continue the chain', (t) => {
  const { directory, journal } = openJournal(t);
  journal.append(fact('a'));
  journal.flush();
  const early = { records: journal.records, head: journal.head };
  journal.append(fact('b'));
  journal.close();
  sealRun(directory, early);
  assert.match(problems(directory), /the journal holds 2 records, the seal was made over 1/);
});

test('a log that is another one is found though the seal was made anew, because its digest stands under the head', (t) => {
  const { directory, journal } = openJournal(t);
  writeFileSync(join(directory, LOG), 'started\n');
  for (const kept of keptLogs(directory)) journal.append(kept);
  journal.close();
  const { head } = sealRun(directory, journal);
  assert.ok(readRun(directory).ok);
  writeFileSync(join(directory, LOG), 'stopped\n');
  writeFileSync(join(directory, LOGS_FOLDER, 'api-2.log'), '');
  assert.equal(sealRun(directory, journal).head, head);
  assert.match(
    problems(directory),
    /api-1.log is not the log whose digest is in the journal; the journal knows no .*api-2/,
  );
  rmSync(join(directory, LOG));
  sealRun(directory, journal);
  assert.match(problems(directory), /api-1.log is missing; the journal has its digest/);
});

test('records that are not numbered one by one are refused, though they are chained', (t) => {
  const { directory, headerText } = createRun(temporaryFolder(t), header, asItIs);
  let hash = sha256(headerText);
  const lines = [1, 2, 4].map((seq) => {
    const chained = chainLine({ seq, atUs: seq, ...fact('a') } as EvidenceRecord, hash, JSON.stringify);
    hash = chained.hash;
    return `${chained.line}\n`;
  });
  writeFileSync(join(directory, JOURNAL), lines.join(''));
  assert.match(problems(directory), /journal-0001.ndjson line 3: record 3 has the number 4/);
});

test('a run of another schema is not read as if it were ours', (t) => {
  const later = { ...header, seatrial: '9.0.0', schema: 3 } as unknown as typeof header;
  const { directory } = createRun(temporaryFolder(t), later, asItIs);
  assert.match(problems(directory), /recorded by Seatrial 9.0.0 in schema 3, and this version reads schema 1 and 2/);
  const sealed = run(t, { sealed: true });
  const seal = readFileSync(join(sealed, SEAL_FILE), 'utf8');
  writeFileSync(join(sealed, SEAL_FILE), seal.replace('"schema": 2', '"schema": 3'));
  assert.match(problems(sealed), /in schema 3/);
  writeFileSync(join(sealed, SEAL_FILE), seal.replace('"schema": 2', '"schema": 1'));
  assert.match(problems(sealed), /header.json is of schema 2, and seal.json of schema 1/);
});

test('a run with kinds of records that we do not know is not read as if they were not there', (t) => {
  const { directory, journal } = openJournal(t);
  for (const kind of ['meteor', 'constructor']) journal.append({ kind, because: 'x' } as never);
  journal.close();
  sealRun(directory, journal);
  assert.match(
    problems(directory),
    /recorded by Seatrial .* with records of kinds .* not know: 'meteor', 'constructor'/,
  );
});

test('a run with a kind of phase that we do not know is not read as if it were another', (t) => {
  const { directory, journal } = openJournal(t);
  journal.append({ kind: 'phase-started', phase: 'p', action: 'parade', subject: 'x', described: 'y' } as never);
  journal.close();
  assert.match(problems(directory), /with records of kinds .* not know: phase 'parade'/);
});

test('a file that is no seal is said to be none', (t) => {
  const directory = run(t, { sealed: true });
  for (const text of ['', '{', '{}', 'null', '{"head":1,"records":1,"files":{}}']) {
    writeFileSync(join(directory, SEAL_FILE), text);
    assert.match(problems(directory), /seal.json is damaged/);
  }
});

test('a folder without a run is said to hold none', (t) => {
  assert.match(problems(temporaryFolder(t)), /there is no run in .*: header.json is missing/);
});
