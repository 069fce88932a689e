/** The databases that metadata runs on, empty and migrated, for tests that must hold on each. */
import { DatabaseSync } from 'node:sqlite';
import pg from 'pg';
import { pino } from 'pino';
import { createCommitGroup } from '../../src/metadata/commit-group.ts';
import { migrate } from '../../src/metadata/migrate.ts';
import { createPostgresDriver } from '../../src/metadata/postgres-driver.ts';
import type { Database } from '../../src/metadata/sql.ts';
import { createSqliteDriver } from '../../src/metadata/sqlite-driver.ts';
import type { PostgresServer } from '../postgres-server.ts';

export const silent = pino({ level: 'silent' });

export async function emptySqlite(): Promise<Database> {
  const sqlite = new DatabaseSync(':memory:');
  const database = createSqliteDriver(sqlite, createCommitGroup(sqlite));
  await migrate(database);
  return database;
}

/** One database of a real server, opened by any number of gateways and emptied between runs of a property. */
export async function openPostgres(server: PostgresServer) {
  const url = await server.createDatabase();
  const gateway = async (): Promise<Database> => {
    const database = createPostgresDriver({ url, connections: 20 }, silent);
    await migrate(database);
    return database;
  };
  const empty = async (): Promise<void> => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    await client.query(
      'TRUNCATE bucket, object, chunk, session, upload, part, file, server, quota, tenant_usage RESTART IDENTITY',
    );
    await client.end();
  };
  return { url, gateway, empty };
}
