import assert from 'node:assert/strict';
import { appendFileSync, closeSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { InstanceLog } from './log.ts';

function withLog(use: (log: InstanceLog, say: (text: string) => void) => void): void {
  const folder = mkdtempSync(join(tmpdir(), 'seatrial-log-'));
  const log = new InstanceLog(join(folder, 'deep', 'api-1.log'));
  try {
    use(log, (text) => appendFileSync(log.path, text));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test('a restart appends behind a mark, and only what it says itself is searched and shown', () => {
  withLog((log, say) => {
    closeSync(log.open(1));
    say('ready\n');
    assert.equal(log.search('ready')(), true);
    closeSync(log.open(2));
    assert.equal(log.search('ready')(), false);
    assert.deepEqual(log.lastLines(), []);
    say('again\n');
    assert.deepEqual(log.lastLines(), ['again']);
    assert.equal(readFileSync(log.path, 'utf8'), 'ready\n--- start 2 ---\nagain\n');
  });
});

test('a text is found however the output arrives in pieces', () => {
  const pieces = fc.array(fc.string({ unit: fc.constantFrom('a', 'b', 'é', '\n') }), { maxLength: 8 });
  fc.assert(
    fc.property(
      pieces,
      fc.string({ unit: fc.constantFrom('a', 'b', 'é'), minLength: 1, maxLength: 4 }),
      (parts, wanted) => {
        withLog((log, say) => {
          closeSync(log.open(1));
          const found = log.search(wanted);
          let seen = false;
          for (const part of parts) {
            say(part);
            seen ||= found();
          }
          assert.equal(seen, parts.join('').includes(wanted));
        });
      },
    ),
    { numRuns: 60 },
  );
});

test('a text is found at the border of two reads of a long output', () => {
  withLog((log, say) => {
    closeSync(log.open(1));
    say(`${'x'.repeat(65_536)}listening${'x'.repeat(70_000)}`);
    assert.equal(log.search('listening')(), true);
    assert.equal(log.search('lissening')(), false);
  });
});

const lines = (count: number): string => Array.from({ length: count }, (_, line) => `line ${line}\n`).join('');

test('the last lines are twenty at most', () => {
  withLog((log, say) => {
    closeSync(log.open(1));
    say(lines(30));
    assert.equal(log.lastLines().length, 20);
    assert.equal(log.lastLines().at(-1), 'line 29');
  });
});

test('the first ten and the last five lines are shown, or all where there are no more', () => {
  withLog((log, say) => {
    closeSync(log.open(1));
    say('of the first start\n');
    closeSync(log.open(2));
    assert.deepEqual(log.firstAndLast(), []);
    say(lines(15));
    assert.equal(log.firstAndLast().length, 15);
    say(lines(2000));
    const shown = log.firstAndLast();
    assert.deepEqual(shown.slice(0, 2), ['line 0', 'line 1']);
    assert.deepEqual(shown.slice(9), [
      'line 9',
      '...',
      ...[1995, 1996, 1997, 1998, 1999].map((line) => `line ${line}`),
    ]);
  });
});
