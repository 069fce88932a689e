/** Opens the database that was asked for, at the present schema: SQLite in the data folder, or a PostgreSQL that gateways share. */
import type { DatabaseSync } from 'node:sqlite';
import type { Logger } from '@seatrial/service-log';
import { createCommitGroup } from './commit-group.ts';
import { migrate } from './migrate.ts';
import { createPostgresDriver, type PostgresOptions } from './postgres-driver.ts';
import type { Database } from './sql.ts';
import { createSqliteDriver } from './sqlite-driver.ts';
import { openSqliteFile } from './sqlite-file.ts';

export interface OpenDatabase {
  readonly database: Database;
  /** Undefined for PostgreSQL. */
  readonly sqlite: DatabaseSync | undefined;
}

/** Throws an Error whose message is meant for the operator: the folder is in use, the server cannot be reached or refuses, the schema is newer. */
export async function openDatabase(
  dataDirectory: string,
  postgres: PostgresOptions | undefined,
  log: Logger,
): Promise<OpenDatabase> {
  const opened = postgres === undefined ? openSqlite(dataDirectory) : openPostgres(postgres, log);
  await migrate(opened.database).catch(async (error: unknown) => {
    await opened.database.close();
    throw error;
  });
  return opened;
}

function openSqlite(dataDirectory: string): OpenDatabase {
  const sqlite = openSqliteFile(dataDirectory);
  return { database: createSqliteDriver(sqlite, createCommitGroup(sqlite)), sqlite };
}

function openPostgres(options: PostgresOptions, log: Logger): OpenDatabase {
  return { database: createPostgresDriver(options, log), sqlite: undefined };
}
