/**
 * The SQLite file: opened in WAL mode with synchronous=FULL (a commit is on the disk when it returns) and locked for this process,
 * so that two stores can never share one data folder. Keys are kept as bytes: SQLite then orders them as S3 does, and NUL is a byte.
 */
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

const schema = `
  CREATE TABLE IF NOT EXISTS bucket (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE,
    tenant TEXT NOT NULL,
    created_ms INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS bucket_by_tenant ON bucket (tenant, name);
  CREATE TABLE IF NOT EXISTS object (
    bucket_id INTEGER NOT NULL REFERENCES bucket (id),
    key BLOB NOT NULL,
    blob_id TEXT NOT NULL UNIQUE,
    size_bytes INTEGER NOT NULL,
    block_sums BLOB NOT NULL,
    etag TEXT NOT NULL,
    modified_ms INTEGER NOT NULL,
    headers TEXT NOT NULL,
    checksum TEXT,
    PRIMARY KEY (bucket_id, key)
  ) STRICT;
`;

/** Throws an Error that speaks to a person when the folder is in use or the file cannot be opened. */
export function openDatabase(directory: string): DatabaseSync {
  const path = join(directory, 'metadata.db');
  const database = new DatabaseSync(path, { timeout: 2000 });
  try {
    database.exec(
      'PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON',
    );
    database.exec('BEGIN IMMEDIATE; COMMIT');
    database.exec(schema);
  } catch (error) {
    database.close();
    const reason = error instanceof Error ? error.message : String(error);
    if (/locked|busy/.test(reason)) throw new Error(`The data folder ${directory} is in use by another object store.`);
    throw new Error(`The database ${path} cannot be opened: ${reason}.`);
  }
  return database;
}
