/** A schema grows by migrations, each applied once; one that is newer than the program is refused. */
import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { createCommitGroup } from './commit-group.ts';
import { migrate } from './migrate.ts';
import { ask } from './sql.ts';
import { createSqliteDriver } from './sqlite-driver.ts';

const first = ['CREATE TABLE job (id BIGINT NOT NULL)', 'CREATE INDEX job_by_id ON job (id)'];
const second = ['ALTER TABLE job ADD COLUMN name TEXT'];

test('each migration is applied once, and those that come later are added', async (t) => {
  const sqlite = new DatabaseSync(':memory:');
  const database = createSqliteDriver(sqlite, createCommitGroup(sqlite));
  t.after(() => database.close());
  await migrate(database, [first]);
  await migrate(database, [first]);
  await database.change(() => ask('INSERT INTO job (id) VALUES ($1)', 7));
  await migrate(database, [first, second]);
  assert.deepEqual(await database.read(() => ask('SELECT id, name FROM job')), [{ id: 7, name: null }]);
  await assert.rejects(migrate(database, [first]), /has version 2 of the schema; this program knows 1/);
});

test('of a migration that fails nothing is left', async (t) => {
  const sqlite = new DatabaseSync(':memory:');
  const database = createSqliteDriver(sqlite, createCommitGroup(sqlite));
  t.after(() => database.close());
  await assert.rejects(migrate(database, [[...first, 'CREATE NONSENSE']]));
  await migrate(database, [first]);
});
