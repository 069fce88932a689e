/** The file belongs to one process at a time. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { openSqliteFile } from './sqlite-file.ts';

test('nobody else can open the file while a store has it', (t) => {
  const directory = mkdtempSync(join(tmpdir(), 'object-store-lock-'));
  const sqlite = openSqliteFile(directory);
  const other = new DatabaseSync(join(directory, 'metadata.db'));
  t.after(() => {
    other.close();
    sqlite.close();
    rmSync(directory, { recursive: true });
  });
  assert.throws(() => other.exec('SELECT * FROM sqlite_schema'), /locked/);
});
