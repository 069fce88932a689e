import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, type TestContext, test } from 'node:test';
import { gunzipSync, gzipSync } from 'node:zlib';
import { Journal } from './journal.ts';
import { readRun } from './read-run.ts';
import { createRun, journalFile, SEAL_FILE } from './run-directory.ts';
import { sealRun } from './seal.ts';
import { Packer, SegmentReader } from './segment.ts';
import { asItIs, fact, header, operation, temporaryFolder } from './testing/run.ts';

const FIRST = journalFile(1);
const PACKED = `${FIRST}.gz`;
const OPERATIONS = 20_000;

/** A closed run of two files, the first one packed: made once, and each test has a copy. */
const made = mkdtempSync(join(tmpdir(), 'seatrial-packed-'));
const run = { directory: '', plain: Buffer.alloc(0), seal: { records: 0, head: '' } };

before(async () => {
  const packer = new Packer();
  const { directory, headerText } = createRun(made, header, asItIs);
  const onSegment = (path: string): void => {
    run.plain = readFileSync(path);
    packer.pack(path);
  };
  let us = 0;
  const journal = new Journal({ directory, headerText, redact: asItIs, nowUs: () => (us += 613), onSegment });
  journal.append(fact('a'));
  for (let n = 0; n < OPERATIONS; n++) journal.append(operation('note', `note-${n.toString(36)}`));
  assert.equal(journal.close(), null);
  await packer.done();
  run.directory = directory;
  run.seal = { records: journal.records, head: journal.head };
});
after(() => rmSync(made, { recursive: true }));

function packedRun(t: TestContext): { directory: string; plain: Buffer; seal: () => void } {
  const directory = join(temporaryFolder(t), 'run');
  cpSync(run.directory, directory, { recursive: true });
  return { directory, plain: run.plain, seal: () => void sealRun(directory, run.seal) };
}

function problems(directory: string): string {
  const read = readRun(directory);
  assert.ok(!read.ok, 'the run is read as if nothing had happened');
  return read.problems.join('; ');
}

/** How many operations a run has, each told from all others. */
function operationsIn(directory: string): number {
  const read = readRun(directory);
  assert.ok(read.ok, read.ok ? '' : read.problems.join('; '));
  return new Set(Iterator.from(read.run.ledger.operations()).map(({ key }) => key)).size;
}

test('a full file is packed to a quarter at most, and the run reads as it was written', (t) => {
  const { directory, plain, seal } = packedRun(t);
  assert.deepEqual(
    readdirSync(directory).filter((name) => name.startsWith('journal')),
    [PACKED, journalFile(2)],
  );
  const packed = readFileSync(join(directory, PACKED));
  assert.deepEqual(gunzipSync(packed), plain);
  assert.ok(packed.length < plain.length / 4, `${packed.length} of ${plain.length} bytes`);
  assert.equal(operationsIn(directory), OPERATIONS);
  seal();
  const read = readRun(directory);
  assert.ok(read.ok);
  assert.deepEqual(Object.keys(read.run.seal?.files ?? {}), ['header.json', PACKED, journalFile(2)]);
  assert.equal(read.run.journalBytes, packed.length + statSync(join(directory, journalFile(2))).size);
  assert.equal([...read.run.ledger.histories('note')].length, OPERATIONS);
});

test('the program of the documentation checks the chain of a packed run', (t) => {
  const { directory, seal } = packedRun(t);
  seal();
  const page = readFileSync(new URL('../../../docs/reference/evidence.md', import.meta.url), 'utf8');
  const program = /```js\n(import \{ createHash \}[\s\S]*?)\n```/.exec(page)?.[1];
  const ended = spawnSync(process.execPath, ['--input-type=module', '-', directory], {
    input: program,
    encoding: 'utf8',
  });
  assert.equal(ended.stdout, `${OPERATIONS + 1} records, unbroken from header to seal\n`, ended.stderr);
});

test('a crash at any step of packing leaves a run that reads the same', (t) => {
  const { directory, plain } = packedRun(t);
  const [path, packed] = [join(directory, FIRST), readFileSync(join(directory, PACKED))];
  writeFileSync(path, plain); // renamed, and the plain one not yet removed
  assert.equal(operationsIn(directory), OPERATIONS);
  renameSync(join(directory, PACKED), join(directory, `${PACKED}.new`)); // not yet renamed
  assert.equal(operationsIn(directory), OPERATIONS);
  writeFileSync(join(directory, `${PACKED}.new`), packed.subarray(0, 1000)); // not yet written
  assert.equal(operationsIn(directory), OPERATIONS);
});

test('both forms of one file are no part of a sealed run', (t) => {
  const { directory, plain, seal } = packedRun(t);
  seal();
  writeFileSync(join(directory, FIRST), plain);
  assert.equal(problems(directory), `${FIRST} was added after the run was sealed`);
});

test('a packed file that was damaged, changed or cut is refused, with or without a seal', (t) => {
  const { directory, plain, seal } = packedRun(t);
  const path = join(directory, PACKED);
  const packed = readFileSync(path);
  const flipped = Buffer.from(packed);
  flipped[5000] = (flipped[5000] as number) ^ 1;
  const other = Buffer.from(plain.toString().replace('note-5', 'note-6'));
  for (const sealed of [false, true]) {
    if (sealed) {
      writeFileSync(path, packed);
      seal();
      assert.ok(existsSync(join(directory, SEAL_FILE)));
    }
    for (const [damage, expected] of [
      [flipped, /^journal-0001\.ndjson\.gz (cannot be unpacked|line \d+)/],
      [packed.subarray(0, 5000), /^journal-0001\.ndjson\.gz cannot be unpacked: unexpected end of file/],
      [plain, /^journal-0001\.ndjson\.gz cannot be unpacked: incorrect header check/],
      [gzipSync(other), /^journal-0001\.ndjson\.gz line \d+: its hash does not follow/],
    ] as const) {
      writeFileSync(path, damage);
      assert.match(problems(directory), expected);
    }
  }
});

test('a file that cannot be packed stays as it is, and the next one is packed', async (t) => {
  const folder = temporaryFolder(t);
  const [one, two] = [join(folder, FIRST), join(folder, journalFile(2))] as const;
  for (const path of [one, two]) writeFileSync(path, 'line\n');
  mkdirSync(`${one}.gz.new`);
  const packer = new Packer();
  packer.pack(one);
  packer.pack(join(folder, 'none'));
  packer.pack(two);
  await packer.done();
  const reader = new SegmentReader();
  assert.equal(readFileSync(one, 'utf8'), 'line\n');
  assert.equal(reader.read(two).lines.toString(), 'line\n');
  assert.ok(!existsSync(two));
  assert.throws(() => reader.read(join(folder, 'none')), /ENOENT/);
});
