/**
 * Brings a database to the present schema: one transaction a migration, one process at a time, so two that start at once do it once.
 * A database that a newer program has changed is refused rather than guessed at.
 */
import { ask, type Database, type Questions } from './sql.ts';

/** Services lock by other numbers than this one and that of `postgres-lead.ts`. */
const MIGRATION_LOCK = 2 ** 52;

/** Each is applied once, in order; a statement of one that was released is never edited. */
export type Migrations = readonly (readonly string[])[];

export async function migrate(database: Database, migrations: Migrations): Promise<void> {
  while (await database.change(() => migrateOnce(migrations)));
}

/** False when there was nothing left to do. */
function* migrateOnce(migrations: Migrations): Questions<boolean> {
  yield* ask('SELECT pg_advisory_xact_lock($1)', MIGRATION_LOCK);
  yield* ask('CREATE TABLE IF NOT EXISTS schema_version (version BIGINT NOT NULL)');
  const [row] = yield* ask('SELECT COUNT(*) AS applied FROM schema_version');
  const applied = Number(row?.applied);
  if (applied > migrations.length) {
    throw new Error(
      `The database has version ${applied} of the schema; this program knows ${migrations.length}. Use the newer program.`,
    );
  }
  const statements = migrations[applied];
  if (statements === undefined) return false;
  for (const statement of statements) yield* ask(statement);
  yield* ask('INSERT INTO schema_version (version) VALUES ($1)', applied + 1);
  return true;
}
