/**
 * The port over PostgreSQL: a pool of connections, a transaction a change, every question awaited. A change that cannot have happened
 * (no connection, a deadlock, a connection lost before COMMIT was sent) is tried again for a while; once COMMIT is on its way an error
 * of the connection leaves the outcome unknown, and it is said so. No failure of a connection ends the process.
 */
import type { Logger } from '@seatrial/service-log';
import { within } from '@seatrial/service-time';
import pg from 'pg';
import { Lead } from './postgres-lead.ts';
import { isConnectionLoss, PATIENCE_MS, patiently } from './postgres-patience.ts';
import { type Database, OutcomeUnknownError, type Questions, type Row } from './sql.ts';

export interface PostgresAddress {
  /** postgres://USER:PASSWORD@HOST:PORT/DATABASE. A secret: it is in no message and no log. */
  readonly url: string;
  readonly connections: number;
}

export interface PostgresOptions extends PostgresAddress {
  /** What the server's own views call the connections. */
  readonly application: string;
}

/** Longer than any question should take; how long a client waits when the server has stopped in the middle of one. */
const STATEMENT_MS = 10_000;
const SILENT_MS = STATEMENT_MS + 2000;

export function createPostgresDriver(options: PostgresOptions, log: Logger): Database {
  const lost = (error: Error): void => log.warn({ err: error }, 'a connection to the database was lost');
  const pool = openPool(options, lost);
  const lead = new Lead({ connectionString: options.url, application_name: options.application, ...MANNERS }, log);
  const names = new Map<string, string>();

  async function answers<T>(client: pg.PoolClient, questions: Questions<T>): Promise<T> {
    let step = questions.next();
    while (step.done !== true) {
      const { text, parameters } = step.value;
      let name = names.get(text);
      if (name === undefined) {
        name = `q${names.size}`;
        names.set(text, name);
      }
      const { rows } = await client.query<Row>({ name, text, values: parameters.map(withoutNul) });
      step = questions.next(rows);
    }
    return step.value;
  }

  async function withClient<T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
    const client = await pool.connect();
    try {
      const result = await work(client);
      client.release();
      return result;
    } catch (error) {
      const lost = isConnectionLoss(error) || error instanceof OutcomeUnknownError;
      const usable = !lost && (await isRolledBack(client));
      client.release(!usable);
      throw error;
    }
  }

  async function transaction<T>(client: pg.PoolClient, begin: () => Questions<T>): Promise<T> {
    await client.query('BEGIN');
    const result = await answers(client, begin());
    await client.query('COMMIT').catch((error: unknown) => {
      if (!isConnectionLoss(error)) throw error;
      throw new OutcomeUnknownError('The connection to the database was lost during a commit.', { cause: error });
    });
    return result;
  }

  return {
    change: (begin) => patiently(() => withClient((client) => transaction(client, begin))),
    read: (begin) => patiently(() => withClient((client) => answers(client, begin()))),
    poolUse: () => ({
      used: pool.totalCount - pool.idleCount,
      idle: pool.idleCount,
      waiting: pool.waitingCount,
    }),
    leads: () => lead.ask(),
    async close() {
      // A server that no longer says anything does not say goodbye either.
      const late = () => new Error(`The database did not close its connections within ${PATIENCE_MS} ms.`);
      await within(PATIENCE_MS, Promise.all([lead.close(), pool.end()]), late).catch(lost);
    },
  };
}

const MANNERS = {
  connectionTimeoutMillis: PATIENCE_MS,
  keepAlive: true,
  statement_timeout: STATEMENT_MS,
  // A server that no longer says anything at all is lost too.
  query_timeout: SILENT_MS,
} as const;

function openPool({ url, connections, application }: PostgresOptions, lost: (error: Error) => void): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max: connections,
    application_name: application,
    ...MANNERS,
    // A program that could not start ends without waiting for idle connections.
    allowExitOnIdle: true,
    // A process that stops in the middle of a change must not hold its locks for ever.
    idle_in_transaction_session_timeout: STATEMENT_MS,
    // Whatever the server's default is: what is answered is on its disk.
    options: '-c synchronous_commit=on -c default_transaction_isolation=read\\ committed',
  });
  pool.on('error', lost);
  pool.on('connect', (client) => client.on('error', lost));
  return pool;
}

function isRolledBack(client: pg.PoolClient): Promise<boolean> {
  return client.query('ROLLBACK').then(
    () => true,
    () => false,
  );
}

/** PostgreSQL's text has no NUL, and nothing that is kept as text has one: who asks for a name with it asks for what is not there. */
function withoutNul(parameter: unknown): unknown {
  return typeof parameter === 'string' ? parameter.replaceAll('\0', '\ufffd') : parameter;
}
