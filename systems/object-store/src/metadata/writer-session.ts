/**
 * The session under which one gateway writes whole objects. It is durable before its first chunk is written, is renewed while the process
 * lives, gives way to a new one every hour, and is closed when the last write that began under it has ended: what such a write left
 * behind without committing it is then for the cleanup to find.
 */
import { randomBytes } from 'node:crypto';
import type { Logger } from '@seatrial/service-log';
import type { Sessions } from './interface/sessions.ts';

export interface WriterSession {
  /** Lends an open session to `work`; rejects when none can be opened. */
  use<T>(work: (session: string) => Promise<T>): Promise<T>;
  /** Closes the session; those who use one are waited for by whoever calls this. */
  close(): Promise<void>;
}

type WriterSessions = Pick<Sessions, 'openSession' | 'renewSession' | 'closeSession'>;

interface Lease {
  readonly id: string;
  readonly openedMs: number;
  readonly opened: Promise<void>;
  users: number;
}

/** A session outlives its last renewal by this much: a gateway that pauses for longer has to send again what it had not committed. */
export const LEASE_MS = 15 * 60_000;
const RENEW_EVERY_MS = 60_000;
const ROTATE_AFTER_MS = 60 * 60_000;

export class RollingSession implements WriterSession {
  readonly #sessions: WriterSessions;
  readonly #log: Logger;
  readonly #now: () => number;
  readonly #timer: NodeJS.Timeout;
  /** Not closed yet. Only the last one is lent. */
  readonly #leases = new Set<Lease>();
  #current: Lease | undefined;

  constructor(sessions: WriterSessions, log: Logger, now: () => number = Date.now) {
    this.#sessions = sessions;
    this.#log = log;
    this.#now = now;
    this.#timer = setInterval(() => void this.renew(), RENEW_EVERY_MS).unref();
  }

  async use<T>(work: (session: string) => Promise<T>): Promise<T> {
    const lease = this.#lease();
    lease.users += 1;
    try {
      await lease.opened;
      return await work(lease.id);
    } finally {
      lease.users -= 1;
      this.#closeIfDone(lease);
    }
  }

  /** Called by a timer; by a test when its clock says so. Never rejects: what fails now is tried again. */
  async renew(): Promise<void> {
    const nowMs = this.#now();
    if (this.#current !== undefined && nowMs - this.#current.openedMs >= ROTATE_AFTER_MS) this.#retire(this.#current);
    await Promise.all(
      [...this.#leases].map(async (lease) => {
        try {
          const open = await this.#sessions.renewSession(lease.id, nowMs + LEASE_MS);
          if (!open && this.#leases.has(lease)) this.#retire(lease);
        } catch (error) {
          this.#log.warn({ err: error, session: lease.id }, 'the writer session could not be renewed yet');
        }
      }),
    );
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    if (this.#current !== undefined) this.#retire(this.#current);
    await Promise.all([...this.#closing]);
  }

  readonly #closing = new Set<Promise<void>>();

  #lease(): Lease {
    if (this.#current !== undefined) return this.#current;
    const id = randomBytes(16).toString('hex');
    const openedMs = this.#now();
    const lease = { id, openedMs, opened: this.#sessions.openSession(id, openedMs + LEASE_MS), users: 0 };
    // Nothing is written under a session that could not be opened: the next user opens another.
    lease.opened.catch(() => this.#retire(lease));
    this.#leases.add(lease);
    this.#current = lease;
    return lease;
  }

  #retire(lease: Lease): void {
    if (this.#current === lease) this.#current = undefined;
    this.#closeIfDone(lease);
  }

  #closeIfDone(lease: Lease): void {
    if (lease === this.#current || lease.users > 0 || !this.#leases.delete(lease)) return;
    const closing = lease.opened
      .then(() => this.#sessions.closeSession(lease.id))
      .catch((error: unknown) =>
        this.#log.debug({ err: error, session: lease.id }, 'a writer session was not closed; it will expire'),
      )
      .finally(() => this.#closing.delete(closing));
    this.#closing.add(closing);
  }
}
