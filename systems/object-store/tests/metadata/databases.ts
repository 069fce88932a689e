/** The databases that metadata runs on, empty and migrated, for tests that must hold on each. */
import { DatabaseSync } from 'node:sqlite';
import type { Database } from '@seatrial/service-sql';
import { createCommitGroup, createPostgresDriver, createSqliteDriver, migrate } from '@seatrial/service-sql';
import type { PostgresServer } from '@seatrial/service-sql/testing';
import pg from 'pg';
import { pino } from 'pino';
import { migrations } from '../../src/metadata/schema.ts';

export const silent = pino({ level: 'silent' });

export async function emptySqlite(): Promise<Database> {
  const sqlite = new DatabaseSync(':memory:');
  const database = createSqliteDriver(sqlite, createCommitGroup(sqlite));
  await migrate(database, migrations);
  return database;
}

/** One database of a real server, opened by any number of gateways and emptied between runs of a property. */
export async function openPostgres(server: PostgresServer) {
  const url = await server.createDatabase();
  const gateway = async (): Promise<Database> => {
    const database = createPostgresDriver({ url, connections: 20, application: 'test' }, silent);
    await migrate(database, migrations);
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
