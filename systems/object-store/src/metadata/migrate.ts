/**
 * Brings a database to the present schema: one transaction a migration, one gateway at a time, so two that start at once do it once.
 * A database that a newer program has changed is refused rather than guessed at.
 */
import { migrations } from './schema.ts';
import { ask, type Database, type Questions } from './sql.ts';

/** Any number that nothing else locks by; keys lock by numbers below 2^48. */
const migrationLock = 2 ** 52;

export async function migrate(database: Database): Promise<void> {
  while (await database.change(migrateOnce));
}

/** False when there was nothing left to do. */
function* migrateOnce(): Questions<boolean> {
  yield* ask('SELECT pg_advisory_xact_lock($1)', migrationLock);
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
