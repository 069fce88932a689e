/** Opens the database that was asked for, at the present schema: SQLite in a folder of its own, or a PostgreSQL that processes share. */
import type { DatabaseSync } from 'node:sqlite';
import type { Logger } from '@seatrial/service-log';
import { createCommitGroup } from './commit-group.ts';
import { type Migrations, migrate } from './migrate.ts';
import { createPostgresDriver, type PostgresOptions } from './postgres-driver.ts';
import type { Database } from './sql.ts';
import { createSqliteDriver } from './sqlite-driver.ts';
import { openSqliteFile, type SqliteFile } from './sqlite-file.ts';

export interface OpenDatabase {
  readonly database: Database;
  /** Undefined for PostgreSQL. */
  readonly sqlite: DatabaseSync | undefined;
}

/** Throws an Error whose message is meant for the operator: the folder is in use, the server cannot be reached or refuses, the schema is newer. */
export async function openDatabase(
  where: { readonly file: SqliteFile } | { readonly postgres: PostgresOptions },
  migrations: Migrations,
  log: Logger,
): Promise<OpenDatabase> {
  const opened = 'file' in where ? openSqlite(where.file) : openPostgres(where.postgres, log);
  await migrate(opened.database, migrations).catch(async (error: unknown) => {
    await opened.database.close();
    throw error;
  });
  return opened;
}

function openSqlite(file: SqliteFile): OpenDatabase {
  const sqlite = openSqliteFile(file);
  return { database: createSqliteDriver(sqlite, createCommitGroup(sqlite)), sqlite };
}

function openPostgres(options: PostgresOptions, log: Logger): OpenDatabase {
  return { database: createPostgresDriver(options, log), sqlite: undefined };
}
