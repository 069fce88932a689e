import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { redactor } from '../std/redact.ts';
import { redactLogs } from './logs.ts';
import { LOGS_FOLDER } from './run-directory.ts';
import { temporaryFolder } from './testing/run.ts';

const SECRET = 'hunter2hunter2';
const KEPT_BYTES = 4 * 1024 * 1024;

/** What is left of a log, and whether it was written again. */
function redacted(t: TestContext, text: string | Buffer): { text: string; rewritten: boolean } {
  const directory = temporaryFolder(t);
  const path = join(directory, LOGS_FOLDER, 'api-1.log');
  mkdirSync(join(directory, LOGS_FOLDER));
  writeFileSync(path, text);
  const { ino } = statSync(path);
  redactLogs(directory, redactor([SECRET]));
  return { text: readFileSync(path, 'latin1'), rewritten: statSync(path).ino !== ino };
}

test('secrets are taken out of a log', (t) => {
  assert.equal(redacted(t, `a\npassword ${SECRET}\nb\n`).text, 'a\npassword [redacted]\nb\n');
});

test('a log without secrets is left alone, whatever bytes it holds', (t) => {
  const bytes = Buffer.from([0x61, 0xff, 0xfe, 0x0a]);
  const left = redacted(t, bytes);
  assert.deepEqual(Buffer.from(left.text, 'latin1'), bytes);
  assert.equal(left.rewritten, false);
});

test('a long log keeps whole lines of its beginning and its end, and says how much is left out', (t) => {
  const line = (n: number): string => `${n} ${SECRET}\n`;
  const lines = Array.from({ length: 300_000 }, (_, n) => line(n));
  const { text } = redacted(t, lines.join(''));
  const kept = text.split('\n');
  assert.ok(text.length <= KEPT_BYTES);
  assert.equal(kept[0], '0 [redacted]');
  assert.equal(kept.at(-2), '299999 [redacted]');
  const cut = kept.findIndex((entry) => entry.startsWith('[...'));
  assert.match(kept[cut] ?? '', /^\[\.\.\. [\d.]+MB left out \.\.\.\]$/);
  for (const entry of [...kept.slice(0, cut), ...kept.slice(cut + 1, -1)]) assert.match(entry, /^\d+ \[redacted\]$/);
});

test('a long log that is one line keeps its end', (t) => {
  const { text } = redacted(t, 'x'.repeat(5_000_000));
  assert.match(text, /^\[\.\.\. 2\.9MB left out \.\.\.\]\nx+$/);
});
