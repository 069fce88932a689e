/**
 * One of the processes that share a database does what one is enough for: the one whose connection holds an advisory lock. PostgreSQL lets go
 * of it when that connection ends, or says nothing for a while; whoever asks next has it. A process can lose the lead in the middle of
 * a job, so two may do it at once for a moment: jobs must bear that.
 */
import type { Logger } from '@seatrial/service-log';
import pg from 'pg';

/** Services lock by other numbers than this one and that of `migrate.ts`. */
const LEAD_LOCK = 2 ** 52 + 1;

const ASK_EVERY_MS = 5000;
/** Who has not asked for this long is gone or stands still, whatever its connection says. */
const SILENT_MS = 20_000;

export class Lead {
  /** Of one connection, which is kept: the lock is its own. */
  readonly #pool: pg.Pool;
  readonly #log: Logger;
  #asking: Promise<boolean> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #leading = false;

  constructor(config: pg.PoolConfig, log: Logger) {
    const options = `-c idle_session_timeout=${SILENT_MS}`;
    this.#pool = new pg.Pool({ ...config, max: 1, idleTimeoutMillis: 0, allowExitOnIdle: true, options });
    this.#pool.on('error', (error) => log.debug({ err: error }, 'the connection of the lead was lost'));
    this.#log = log;
  }

  /** Never rejects: who cannot ask does not lead. */
  async ask(): Promise<boolean> {
    this.#timer ??= setInterval(() => void this.ask(), ASK_EVERY_MS).unref();
    this.#asking ??= this.#lock().finally(() => {
      this.#asking = undefined;
    });
    const leading = await this.#asking;
    if (leading !== this.#leading) this.#log.info({ leading }, 'which process leads has changed');
    this.#leading = leading;
    return leading;
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#pool.end();
  }

  /** Whoever has the lock already is given it once more. */
  async #lock(): Promise<boolean> {
    try {
      const { rows } = await this.#pool.query('SELECT pg_try_advisory_lock($1) AS locked', [LEAD_LOCK]);
      return rows[0]?.locked === true;
    } catch (error) {
      this.#log.debug({ err: error }, 'could not ask for the lead');
      return false;
    }
  }
}
