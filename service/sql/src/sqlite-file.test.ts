/** The file belongs to one process at a time. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { openSqliteFile } from './sqlite-file.ts';

test('nobody else can open the file while a process has it', (t) => {
  const directory = mkdtempSync(join(tmpdir(), 'sqlite-file-'));
  const file = { path: join(directory, 'a.db'), inUse: 'Another one has it.' };
  const sqlite = openSqliteFile(file);
  const other = new DatabaseSync(file.path);
  t.after(() => {
    other.close();
    sqlite.close();
    rmSync(directory, { recursive: true });
  });
  assert.throws(() => other.exec('SELECT * FROM sqlite_schema'), /locked/);
  assert.throws(() => openSqliteFile(file), { message: file.inUse });
});
