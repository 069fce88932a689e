/**
 * The SQLite file: opened in WAL mode with synchronous=FULL (a commit is on the disk when it returns) and locked for this process,
 * so that two stores can never share one data folder.
 */
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** Throws an Error whose message is meant for the operator when the folder is in use or the file cannot be opened. */
export function openSqliteFile(directory: string): DatabaseSync {
  const path = join(directory, 'metadata.db');
  const sqlite = new DatabaseSync(path, { timeout: 2000 });
  try {
    sqlite.exec(
      'PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON',
    );
    sqlite.exec('BEGIN IMMEDIATE; COMMIT');
  } catch (error) {
    sqlite.close();
    const reason = error instanceof Error ? error.message : String(error);
    if (/locked|busy/.test(reason)) throw new Error(`The data folder ${directory} is in use by another object store.`);
    throw new Error(`The database ${path} cannot be opened: ${reason}.`);
  }
  return sqlite;
}
