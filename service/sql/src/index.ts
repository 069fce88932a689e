/**
 * A database for a service: operations as generators of questions in SQL, run as durable transactions by SQLite in a folder, or by
 * PostgreSQL that many processes share.
 */
export { createCommitGroup } from './commit-group.ts';
export { type Migrations, migrate } from './migrate.ts';
export { type OpenDatabase, openDatabase } from './open-database.ts';
export { createPostgresDriver, type PostgresAddress, type PostgresOptions } from './postgres-driver.ts';
export {
  ask,
  type Database,
  DatabaseFullError,
  DatabaseUnavailableError,
  OutcomeUnknownError,
  type Parameter,
  type PoolUse,
  type Question,
  type Questions,
  type Row,
} from './sql.ts';
export { createSqliteDriver } from './sqlite-driver.ts';
export { openSqliteFile, type SqliteFile } from './sqlite-file.ts';
