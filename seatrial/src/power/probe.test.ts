import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';

const folder = mkdtempSync(join(tmpdir(), 'seatrial-probe-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const hits = join(folder, 'hits');

/** As an instrumented source does it: in the program itself, and in a thread of it, before it is killed. */
const PROGRAM = `
const { isMainThread, Worker } = require('node:worker_threads');
const counters = globalThis.__stryker__.mutantCoverage.static;
for (const id of ['7', '7', isMainThread ? '8' : '9']) counters[id] = (counters[id] || 0) + 1;
if (isMainThread) new Worker(__filename).on('exit', () => process.kill(process.pid, 'SIGKILL'));
`;
const file = join(folder, 'program.cjs');

function run(args: readonly string[], told: object, instance: string | undefined): string {
  const { SEATRIAL_INSTANCE: _, ...inherited } = process.env;
  const env = {
    ...inherited,
    ...(instance !== undefined && { SEATRIAL_INSTANCE: instance }),
    NODE_OPTIONS: `--import=${new URL('./probe.mjs', import.meta.url)}`,
    SEATRIAL_POWER: JSON.stringify(told),
  };
  return spawnSync(process.execPath, args, { env, encoding: 'utf8' }).stdout;
}

test('each number is written down when it is first reached, in threads too, whatever ends the process', () => {
  writeFileSync(hits, '');
  writeFileSync(file, PROGRAM);
  run([file], { hits }, 'of-this-trial');
  assert.deepEqual(readFileSync(hits, 'utf8').split('\n').filter(Boolean).sort(), ['7', '7', '8', '9']);
});

test('a mutant is on in what is under test, and not in Seatrial itself', () => {
  const program = ['-e', 'console.log(globalThis.__stryker__?.activeMutant)'];
  assert.equal(run(program, { mutant: '7' }, 'of-this-trial'), '7\n');
  assert.equal(run(program, { mutant: '7' }, undefined), 'undefined\n');
  assert.equal(run(program, { mutant: '7', outside: 'another' }, 'another'), 'undefined\n');
});
