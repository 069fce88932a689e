/** A file that hangs is ended with its children, those that left it included; nothing else is. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { hasProcessTable } from '../../seatrial/src/act/systems/process-table.ts';
import { killFile } from './hung.ts';

const preload = new URL('../test-preload.ts', import.meta.url).href;

/** Starts a process below it and one of its own session, says so, and goes on for ever. */
const hanging = `
const { spawn } = require('node:child_process');
spawn('sleep', ['600'], { stdio: 'inherit' });
spawn('sleep', ['601'], { stdio: 'inherit', detached: true }).unref();
setInterval(() => {}, 1000);
console.log('started');
`;

test('all its processes are killed, and the pipe that they hold is closed', { skip: !hasProcessTable }, async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'hung-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'hanging.test.ts');
  writeFileSync(file, hanging);
  const runner = spawn(process.execPath, ['--import', preload, file], { stdio: ['ignore', 'pipe', 'inherit'] });
  const innocent = spawn('sleep', ['602']);
  t.after(() => innocent.kill());
  await once(runner.stdout, 'data');
  const closed = once(runner, 'close');
  const told = killFile(file, process.pid);
  assert.match(told.sort().join('\n'), /`node .*hanging\.test\.ts`\n.*`sleep 600`\n.*`sleep 601`/);
  assert.deepEqual((await closed).slice(1), ['SIGKILL']);
  assert.deepEqual([innocent.exitCode, innocent.signalCode], [null, null]);
});
