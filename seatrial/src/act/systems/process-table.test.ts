import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { birthOf, bornSinceBoot, groupIsAlive, groupMembers, hasProcessTable, readProcess } from './process-table.ts';

const linuxOnly = { skip: !hasProcessTable && 'there is no /proc here' };

test('a process with a name full of parentheses and spaces is read right', linuxOnly, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'seatrial-name-'));
  const program = join(folder, 'a) Z 1 (b');
  symlinkSync('/bin/sleep', program);
  const child = spawn(program, ['30'], { detached: true });
  const pid = child.pid ?? 0;
  try {
    const found = readProcess(pid);
    assert.equal(found?.group, pid);
    assert.match(found?.state ?? '', /^[SRD]$/);
    assert.deepEqual(
      groupMembers(pid).map((member) => member.pid),
      [pid],
    );
    assert.equal(bornSinceBoot(birthOf(pid) ?? ''), true);
  } finally {
    child.kill('SIGKILL');
    await once(child, 'exit');
    rmSync(folder, { recursive: true });
  }
  assert.equal(readProcess(pid), null);
  assert.equal(birthOf(pid), null);
  assert.equal(groupIsAlive(pid), false);
});

test('our own processor time grows and our birth stays', linuxOnly, () => {
  const before = readProcess(process.pid);
  const birth = birthOf(process.pid);
  for (const end = performance.now() + 60; performance.now() < end; );
  assert.ok((readProcess(process.pid)?.cpuTicks ?? 0) > (before?.cpuTicks ?? 0));
  assert.equal(birthOf(process.pid), birth);
});

test('reading the table leaves no buffers behind, which would pile up until a full collection', linuxOnly, () => {
  const before = process.memoryUsage().arrayBuffers;
  for (let n = 0; n < 200; n++) readProcess(process.pid);
  assert.ok(process.memoryUsage().arrayBuffers - before < 500_000);
});
