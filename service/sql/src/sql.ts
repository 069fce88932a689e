/**
 * The port between what a service knows and the database that keeps it. An operation is a generator that asks questions in SQL and is
 * handed their rows; it never waits by itself, so one text of the logic runs synchronously inside SQLite's grouped commit and
 * asynchronously inside a transaction of PostgreSQL. The SQL is PostgreSQL's, with `$1`; the SQLite driver translates the little that differs.
 */
export type Parameter = string | number | null | Buffer | readonly string[];

export type Row = Readonly<Record<string, unknown>>;

export interface Question {
  readonly text: string;
  readonly parameters: readonly Parameter[];
}

/** An operation: asks any number of questions, one after the other, and returns what it found out. It may be run again from its start. */
export type Questions<T> = Generator<Question, T, readonly Row[]>;

/** One question within an operation: `const [row] = yield* ask('SELECT name FROM bucket WHERE id = $1', id)`. */
export function* ask(text: string, ...parameters: readonly Parameter[]): Questions<readonly Row[]> {
  return yield { text, parameters };
}

export interface PoolUse {
  readonly used: number;
  readonly idle: number;
  readonly waiting: number;
}

export interface Database {
  /**
   * Runs the operation as one transaction; resolves when it is durable. `begin` may be called again when the database asks for another
   * attempt. When it rejects with `OutcomeUnknownError` the change may have happened; with anything else it has not.
   */
  change<T>(begin: () => Questions<T>): Promise<T>;
  /** Runs questions that change nothing, each on its own: what others commit in between is seen. */
  read<T>(begin: () => Questions<T>): Promise<T>;
  poolUse(): PoolUse;
  /**
   * Whether this is the one of all processes that does what one is enough for; to be asked before every round. When that one dies another
   * is, within seconds. For a moment there may be two, or none.
   */
  leads(): Promise<boolean>;
  /** Finishes what was begun and closes. */
  close(): Promise<void>;
}

/** The database cannot be reached, or not now: nothing was changed. */
export class DatabaseUnavailableError extends Error {}

/** The disk of the database is full: nothing was changed. */
export class DatabaseFullError extends Error {}

/** The connection was lost while the commit was on its way. */
export class OutcomeUnknownError extends Error {}
