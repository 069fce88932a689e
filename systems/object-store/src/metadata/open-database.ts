/** The store's database: SQLite in the data folder, or a PostgreSQL that gateways share. */
import { join } from 'node:path';
import type { Logger } from '@seatrial/service-log';
import {
  type Database,
  DatabaseFullError,
  type OpenDatabase,
  openDatabase as openServiceDatabase,
  type PostgresAddress,
  type SqliteFile,
} from '@seatrial/service-sql';
import { NoSpaceError } from '../chunks/chunk-store.ts';
import { migrations } from './schema.ts';

/** Throws an Error whose message is meant for the operator. */
export async function openDatabase(
  dataDirectory: string,
  address: PostgresAddress | undefined,
  log: Logger,
): Promise<OpenDatabase> {
  const where =
    address === undefined
      ? { file: databaseFile(dataDirectory) }
      : { postgres: { ...address, application: 'object-store' } };
  const { database, sqlite } = await openServiceDatabase(where, migrations, log);
  return { database: withNoSpace(database), sqlite };
}

function databaseFile(dataDirectory: string): SqliteFile {
  return {
    path: join(dataDirectory, 'metadata.db'),
    inUse: `The data folder ${dataDirectory} is in use by another object store.`,
  };
}

/** A full disk is one thing to clients, whether it is that of the database or of the chunks. */
function withNoSpace(database: Database): Database {
  return {
    ...database,
    change: (begin) =>
      database.change(begin).catch((error: unknown) => {
        if (!(error instanceof DatabaseFullError)) throw error;
        throw new NoSpaceError(error.message, { cause: error });
      }),
  };
}
