import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { closeSync, existsSync, openSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { redactor } from '../std/redact.ts';
import { readRun } from './read-run.ts';
import { isJournalFile, journalFile } from './run-directory.ts';
import { fact, openJournal, temporaryFolder } from './testing/run.ts';

function segments(directory: string): string[] {
  return readdirSync(directory).filter(isJournalFile).sort();
}

function names(directory: string): string[] {
  const read = readRun(directory);
  assert.ok(read.ok, read.ok ? '' : read.problems.join('; '));
  return read.run.ledger.of('trial-started').map((record) => record.name);
}

test('records are numbered, timed, told at once, and on the disk when the journal is closed', (t) => {
  const told: unknown[] = [];
  const { directory, journal } = openJournal(t, { onRecord: (record) => told.push(record) });
  const record = journal.append(fact('a'));
  journal.append(fact('b'));
  assert.deepEqual(record, { seq: 1, atUs: 1000, kind: 'trial-started', name: 'a' });
  assert.equal(told.length, 2);
  assert.deepEqual(segments(directory), []);
  assert.equal(journal.close(), null);
  assert.equal(journal.records, 2);
  assert.deepEqual(names(directory), ['a', 'b']);
});

test('a fact that is no JSON never breaks the chain: a record in its place says so', (t) => {
  const cycle: { self?: unknown } = {};
  cycle.self = cycle;
  const { directory, journal } = openJournal(t);
  journal.append(fact('a'));
  for (const name of [10n, cycle]) journal.append({ kind: 'trial-started', name } as never);
  journal.append(fact('b'));
  assert.equal(journal.close(), null);
  assert.equal(journal.records, 4);
  assert.deepEqual(names(directory), ['a', 'b']);
  const read = readRun(directory);
  const lost = read.ok ? read.run.ledger.of('unwritten') : [];
  assert.deepEqual(
    lost.map(({ seq, of }) => [seq, of]),
    [
      [2, 'trial-started'],
      [3, 'trial-started'],
    ],
  );
  assert.match(lost[0]?.because ?? '', /BigInt/);
});

test('what waits is written on an interval, and at once when it is much', (t) => {
  t.mock.timers.enable({ apis: ['setInterval'] });
  const { directory, journal } = openJournal(t);
  journal.append(fact('little'));
  t.mock.timers.tick(200);
  assert.deepEqual(names(directory), ['little']);
  journal.append(fact('much', 300_000));
  assert.equal(names(directory).length, 2);
});

test('the journal rolls over into segments that read as one', (t) => {
  const { directory, journal } = openJournal(t);
  const long = 600_000;
  for (let n = 0; n < 15; n++) journal.append(fact(String(n), long));
  assert.equal(journal.close(), null);
  assert.deepEqual(segments(directory), [1, 2, 3].map(journalFile));
  assert.deepEqual(
    names(directory).map((name) => Number.parseInt(name, 10)),
    Array.from({ length: 15 }, (_, n) => n),
  );
  rmSync(join(directory, journalFile(2)));
  assert.equal(readRun(directory).ok, false);
});

test('a segment grows on while there is no descriptor for another, and what follows is in order', {
  skip: existsSync('/proc/self/limits') ? false : 'no /proc',
}, (t) => {
  const troubles: string[] = [];
  const { directory, journal } = openJournal(t, { onTrouble: (problem) => troubles.push(problem) });
  const long = 600_000;
  const limit = Number(/^Max open files +(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1]);
  journal.append(fact('0', long));
  const taken: number[] = [];
  try {
    assert.throws(() => {
      while (taken.length <= limit) taken.push(openSync('/dev/null', 'r'));
    }, /EMFILE/);
    for (let n = 1; n < 10; n++) journal.append(fact(String(n), long));
    assert.deepEqual(troubles, []);
  } finally {
    taken.forEach(closeSync);
  }
  for (let n = 10; n < 12; n++) journal.append(fact(String(n), long));
  assert.equal(journal.close(), null);
  assert.deepEqual(segments(directory), [1, 2].map(journalFile));
  assert.deepEqual(
    names(directory).map((name) => Number.parseInt(name, 10)),
    Array.from({ length: 12 }, (_, n) => n),
  );
});

test('secrets do not reach the disk', (t) => {
  const { directory, journal } = openJournal(t, { redact: redactor(['hunter2hunter2']) });
  journal.append(fact('password hunter2hunter2'));
  journal.close();
  assert.ok(!readFileSync(join(directory, journalFile(1)), 'utf8').includes('hunter2'));
});

test('a disk that refuses loses nothing: it is told once, tried again, and counted at the end', (t) => {
  const troubles: string[] = [];
  const { directory, journal } = openJournal(t, { onTrouble: (problem) => troubles.push(problem) });
  symlinkSync('/dev/full', join(directory, journalFile(1)));
  for (const name of ['a', 'b', 'c']) journal.append(fact(name, 200_000));
  journal.flush();
  assert.equal(troubles.length, 1);
  assert.match(troubles[0] ?? '', /no space left on device/);
  const problem = journal.close();
  assert.match(problem ?? '', /no space left on device.*; the last 3 of 3 records are lost$/);
});

test('a folder that comes back gets everything, in order', (t) => {
  const troubles: string[] = [];
  const { directory, journal } = openJournal(t, { onTrouble: (problem) => troubles.push(problem) });
  renameSync(directory, `${directory}-away`);
  journal.append(fact('a'));
  journal.flush();
  journal.append(fact('b'));
  journal.flush();
  assert.equal(troubles.length, 1);
  renameSync(`${directory}-away`, directory);
  assert.equal(journal.close(), null);
  assert.deepEqual(names(directory), ['a', 'b']);
});

test('a run that has become too large is told once, and all that follows is kept', (t) => {
  const troubles: string[] = [];
  const { directory, journal } = openJournal(t, { mostBytes: 3000, onTrouble: (problem) => troubles.push(problem) });
  for (let n = 0; n < 10; n++) {
    journal.append(fact(String(n), 1000));
    assert.equal(troubles.length, n < 2 ? 0 : 1);
  }
  assert.deepEqual(troubles, [
    'the run is as large as one may be: its 3 records take 3KB; record fewer operations, or load for less time',
  ]);
  assert.equal(journal.close(), null);
  assert.equal(names(directory).length, 10);
});

const canRaiseLimits = spawnSync('prlimit', ['--version']).status === 0;

test('a write that was taken in part goes on at the right byte', {
  skip: canRaiseLimits ? false : 'no prlimit',
}, (t) => {
  const folder = temporaryFolder(t);
  const here = (file: string): string => JSON.stringify(new URL(file, import.meta.url).href);
  const script = `
    import { spawnSync } from 'node:child_process';
    import { Journal } from ${here('./journal.ts')};
    import { createRun } from ${here('./run-directory.ts')};
    import { asItIs, fact, header } from ${here('./testing/run.ts')};
    const run = createRun(${JSON.stringify(folder)}, header, asItIs);
    const journal = new Journal({ ...run, redact: asItIs, nowUs: () => 0, onTrouble: console.log });
    for (let n = 0; n < 40; n++) journal.append(fact(String(n), 1000));
    journal.flush();
    spawnSync('prlimit', ['--pid', String(process.pid), '--fsize=unlimited']);
    for (let n = 40; n < 50; n++) journal.append(fact(String(n), 1000));
    console.log(run.directory, journal.close());`;
  // 20 blocks of 512 bytes: the 40 records do not fit, and one of them is cut in the middle.
  const limited = 'ulimit -S -f 20; exec "$0" --input-type=module';
  const ended = spawnSync('/bin/sh', ['-c', limited, process.execPath], {
    input: script,
    encoding: 'utf8',
    timeout: 30_000,
  });
  const [trouble, end = ''] = ended.stdout.trim().split('\n');
  assert.match(trouble ?? '', /file too large/, ended.stderr);
  assert.match(end, / null$/);
  assert.deepEqual(
    names(end.split(' ')[0] ?? '').map((name) => Number.parseInt(name, 10)),
    Array.from({ length: 50 }, (_, n) => n),
  );
});
