/**
 * The port over SQLite: every operation runs to its end without waiting, changes inside `Commits`, so that nothing is told before it is
 * durable. It translates what PostgreSQL spells differently, once a text: placeholders, row locks (a transaction has the database for
 * itself here), `= ANY ($1)` and types of columns.
 *
 * Rows come as arrays and are made objects here, all of one shape: the objects that node:sqlite makes are dictionaries, which take longer to
 * make and to read than a page of a list may.
 */
import type { DatabaseSync, SQLInputValue, SQLOutputValue, StatementSync } from 'node:sqlite';
import type { Commits } from './commit-group.ts';
import { type Database, DatabaseFullError, type Parameter, type Questions, type Row } from './sql.ts';

export function createSqliteDriver(sqlite: DatabaseSync, commits: Commits): Database {
  // What a transaction would wait for is always free: no other one is open.
  for (const lock of ['pg_advisory_xact_lock', 'pg_advisory_xact_lock_shared'])
    sqlite.function(lock, { varargs: true }, () => null);
  const prepared = new Map<string, Prepared>();

  function answer(text: string, parameters: readonly Parameter[]): readonly Row[] {
    let known = prepared.get(text);
    if (known === undefined) {
      known = prepare(sqlite, text);
      prepared.set(text, known);
    }
    const { statement, columns } = known;
    const rows = statement.all(...parameters.map(toInput)) as unknown as SQLOutputValue[][];
    return rows.map((values) => toRow(columns, values));
  }

  function run<T>(questions: Questions<T>): T {
    let step = questions.next();
    while (step.done !== true) step = questions.next(answer(step.value.text, step.value.parameters));
    return step.value;
  }

  return {
    change: (begin) => commits.run(() => run(begin())).catch(throwAsFull),
    read: async (begin) => run(begin()),
    poolUse: () => ({ used: 0, idle: 0, waiting: 0 }),
    leads: async () => true,
    async close() {
      await commits.drain();
      sqlite.close();
    },
  };
}

/** SQLITE_FULL: the transaction was rolled back. */
function throwAsFull(error: unknown): never {
  if ((error as { errcode?: number }).errcode === 13)
    throw new DatabaseFullError('The disk of the database is full: nothing was changed.', { cause: error });
  throw error;
}

interface Prepared {
  readonly statement: StatementSync;
  readonly columns: readonly string[];
}

function prepare(sqlite: DatabaseSync, text: string): Prepared {
  const statement = sqlite.prepare(translate(text));
  statement.setReturnArrays(true);
  return { statement, columns: statement.columns().map(({ name }) => name) };
}

function toRow(columns: readonly string[], values: readonly SQLOutputValue[]): Row {
  const row: Record<string, SQLOutputValue | undefined> = {};
  for (let index = 0; index < columns.length; index++) row[columns[index] as string] = values[index];
  return row;
}

/** Exported for its test. */
export function translate(text: string): string {
  return text
    .replace(/\s+FOR (?:NO KEY UPDATE|UPDATE|KEY SHARE|SHARE)(?: OF \w+)?\s*$/, '')
    .replace(/= ANY \((\$\d+)\)/g, 'IN (SELECT value FROM json_each($1))')
    .replace(/BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY/g, 'INTEGER PRIMARY KEY AUTOINCREMENT')
    .replace(/\bBIGINT\b/g, 'INTEGER')
    .replace(/\bBYTEA\b/g, 'BLOB')
    .replace(/ COLLATE "C"/g, '')
    .replace(/\$(\d+)/g, '?$1');
}

function toInput(parameter: Parameter): SQLInputValue {
  return typeof parameter === 'object' && parameter !== null && !Buffer.isBuffer(parameter)
    ? JSON.stringify(parameter)
    : parameter;
}
