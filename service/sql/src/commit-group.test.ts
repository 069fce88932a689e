/** Changes that share a transaction: committed together, in order, or not at all; and nobody is told early. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type TestContext, test } from 'node:test';
import { createCommitGroup } from './commit-group.ts';

function numbers(t: TestContext) {
  const directory = mkdtempSync(join(tmpdir(), 'commit-group-'));
  const path = join(directory, 'numbers.db');
  const database = new DatabaseSync(path);
  database.exec('PRAGMA journal_mode = WAL; CREATE TABLE number (value INTEGER PRIMARY KEY)');
  const reader = new DatabaseSync(path);
  t.after(() => {
    reader.close();
    database.close();
    rmSync(directory, { recursive: true });
  });
  const insert = database.prepare('INSERT INTO number VALUES (?)');
  return {
    commits: createCommitGroup(database),
    add: (value: number) => () => {
      insert.run(value);
      return value;
    },
    /** What another connection sees: only what is committed. */
    committed: () =>
      reader
        .prepare('SELECT value FROM number')
        .all()
        .map(({ value }) => Number(value)),
  };
}

test('each gets its own result, and only after the commit', async (t) => {
  const { commits, add, committed } = numbers(t);
  const results = [1, 2, 3].map((value) =>
    commits.run(add(value)).then((result) => ({ result, seen: committed().includes(value) })),
  );
  assert.deepEqual(committed(), []);
  assert.deepEqual(
    await Promise.all(results),
    [1, 2, 3].map((result) => ({ result, seen: true })),
  );
});

test('when one change cannot be made, nobody in its transaction is told that theirs was; later ones are not touched', async (t) => {
  const { commits, add, committed } = numbers(t);
  await commits.run(add(1));
  const outcomes = await Promise.allSettled([commits.run(add(2)), commits.run(add(1)), commits.run(add(3))]);
  assert.deepEqual(
    outcomes.map(({ status }) => status),
    ['rejected', 'rejected', 'rejected'],
  );
  assert.deepEqual(committed(), [1]);
  assert.equal(await commits.run(add(4)), 4);
  assert.deepEqual(committed(), [1, 4]);
});
