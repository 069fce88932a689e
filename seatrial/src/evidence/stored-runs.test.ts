import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { HEADER_FILE, journalFile, SCORECARD_FILE, SEAL_FILE } from './run-directory.ts';
import { removeRun, storedRuns } from './stored-runs.ts';

const NOW_MS = Date.parse('2026-03-01T12:00:00Z');

function folderWith(t: TestContext, runs: Readonly<Record<string, Readonly<Record<string, unknown>>>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'seatrial-runs-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  for (const [run, files] of Object.entries(runs)) {
    mkdirSync(join(folder, run));
    for (const [file, content] of Object.entries(files)) {
      writeFileSync(join(folder, run, file), JSON.stringify(content));
      utimesSync(join(folder, run, file), 0, NOW_MS / 1000 - 60);
    }
  }
  return folder;
}

const header = (name: string, startedAt: string) => ({ plan: { name }, startedAt });

test('runs in the order in which they were started, with how they were judged and their size', (t) => {
  const folder = folderWith(t, {
    b: { [HEADER_FILE]: header('shop', '2026-02-01T10:00:00Z'), [SEAL_FILE]: {} },
    a: {
      [HEADER_FILE]: header('mail', '2026-02-02T10:00:00Z'),
      [SEAL_FILE]: {},
      [SCORECARD_FILE]: { readiness: 'not ready' },
    },
  });
  const runs = storedRuns(folder, NOW_MS);
  assert.deepEqual(
    runs.map(({ name, plan, readiness, mayRun }) => ({ name, plan, readiness, mayRun })),
    [
      { name: 'b', plan: 'shop', readiness: null, mayRun: false },
      { name: 'a', plan: 'mail', readiness: 'not ready', mayRun: false },
    ],
  );
  assert.ok((runs[0]?.bytes ?? 0) > 50);
});

test('a run that is not sealed may still be under way, for ten minutes after its last record', (t) => {
  const folder = folderWith(t, { a: { [HEADER_FILE]: header('x', '2026-02-01T10:00:00Z'), [journalFile(1)]: {} } });
  assert.equal(storedRuns(folder, NOW_MS)[0]?.mayRun, true);
  assert.equal(storedRuns(folder, NOW_MS + 11 * 60_000)[0]?.mayRun, false);
});

test('what is no run is not listed: a file, a link, a folder without a header or with another one', (t) => {
  const elsewhere = folderWith(t, { run: { [HEADER_FILE]: header('x', '2026-02-01T10:00:00Z') } });
  const folder = folderWith(t, { notes: { 'a.txt': 1 }, other: { [HEADER_FILE]: { title: 'a page' } } });
  writeFileSync(join(folder, 'file'), '');
  symlinkSync(join(elsewhere, 'run'), join(folder, 'link'));
  assert.deepEqual(storedRuns(folder, NOW_MS), []);
  assert.deepEqual(storedRuns(join(folder, 'none'), NOW_MS), []);
});

test('a run is removed with all that is in it', (t) => {
  const folder = folderWith(t, { a: { [HEADER_FILE]: header('x', '2026-02-01T10:00:00Z'), [SEAL_FILE]: {} } });
  for (const run of storedRuns(folder, NOW_MS)) removeRun(run);
  assert.deepEqual(storedRuns(folder, NOW_MS), []);
});
