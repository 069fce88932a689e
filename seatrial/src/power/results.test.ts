import assert from 'node:assert/strict';
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { openResults } from './results.ts';
import { leg, tried } from './testing/mutants.ts';

const folder = mkdtempSync(join(tmpdir(), 'seatrial-results-'));
after(() => rmSync(folder, { recursive: true, force: true }));

test('what is known is known again, but for a line that was cut off', () => {
  const first = openResults(folder);
  first.add(leg('short', ['1', '2']));
  first.add(tried('1', { kind: 'survived' }, ['short']));
  appendFileSync(join(folder, 'results.ndjson'), '{"kind":"mutant","id":"2"');
  openResults(folder).add(tried('3', { kind: 'survived' }, ['short']));
  const { legs, mutants } = openResults(folder);
  assert.deepEqual([...legs.keys()], ['short']);
  assert.deepEqual([...mutants.keys()], ['1', '3']);
});

test('runs of legs whose names begin alike are kept apart', () => {
  const { runFolder } = openResults(folder);
  const long = 'prepare, '.repeat(10);
  assert.notEqual(runFolder(`${long}a`, '1'), runFolder(`${long}b`, '1'));
  assert.equal(runFolder('prepare, mix', null), join(folder, 'runs', 'healthy-prepare-mix'));
});
