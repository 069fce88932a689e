/**
 * The SQLite file: opened in WAL mode with synchronous=FULL (a commit is on the disk when it returns) and locked for this process,
 * so that two can never share one.
 */
import { DatabaseSync } from 'node:sqlite';

export interface SqliteFile {
  readonly path: string;
  /** What the operator is told when another process has it. */
  readonly inUse: string;
}

/** Throws an Error whose message is meant for the operator when the file is in use or cannot be opened. */
export function openSqliteFile({ path, inUse }: SqliteFile): DatabaseSync {
  const sqlite = new DatabaseSync(path, { timeout: 2000 });
  try {
    sqlite.exec(
      'PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON',
    );
    sqlite.exec('BEGIN IMMEDIATE; COMMIT');
  } catch (error) {
    sqlite.close();
    const reason = error instanceof Error ? error.message : String(error);
    if (/locked|busy/.test(reason)) throw new Error(inUse);
    throw new Error(`The database ${path} cannot be opened: ${reason}.`);
  }
  return sqlite;
}
