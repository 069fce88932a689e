/**
 * The connections of one user to one origin: reuses an idle one, opens another when all are busy, sends again what an
 * idle close has swallowed.
 *
 * On sending again. A peer may close an idle connection at any time, so a reused one can be dead before it is known.
 * Safe methods (GET, HEAD, OPTIONS), and requests of which nothing had been written, are then sent once more, on a fresh
 * connection, if no byte of an answer had come. PUT and DELETE are idempotent and still are not sent again: had the
 * first one been carried out, the second could be answered 404 or 412, and the history would call an operation `failed`
 * that took effect; and a first one that a proxy still holds could overtake somebody else's later write. They end as
 * `reset`, which a history calls `unknown`: the truth. A failure on a fresh connection is never hidden.
 */
import type { ConnectTo } from './connect-to.ts';
import { Connection, type Owner, type Ticket } from './connection.ts';

const SAFE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

export class ConnectionPool implements Owner {
  readonly nowUs: () => number;
  readonly maxBodyBytes: number;
  readonly #to: ConnectTo;
  readonly #idle: Connection[] = [];
  readonly #open = new Set<Connection>();
  closed = false;

  constructor(to: ConnectTo, nowUs: () => number, maxBodyBytes: number) {
    this.#to = to;
    this.nowUs = nowUs;
    this.maxBodyBytes = maxBodyBytes;
  }

  get openSockets(): number {
    return this.#open.size;
  }

  send(ticket: Ticket): void {
    let connection = ticket.again ? undefined : this.#idle.pop();
    while (connection?.isStale(ticket.startedUs)) {
      connection.close('aborted', 'the peer does not keep it any longer');
      connection = this.#idle.pop();
    }
    (connection ?? this.#connect()).carry(ticket);
  }

  close(): void {
    this.closed = true;
    for (const connection of this.#open) connection.close('aborted', 'the client was closed');
  }

  onIdle(connection: Connection): void {
    this.#idle.push(connection);
  }

  onRetired(connection: Connection): void {
    const at = this.#idle.indexOf(connection);
    if (at >= 0) this.#idle.splice(at, 1);
  }

  onClosed(connection: Connection): void {
    this.#open.delete(connection);
  }

  sendsAgain(ticket: Ticket): boolean {
    const harmless = ticket.bytesSent === 0 || SAFE_METHODS.has(ticket.method);
    if (!harmless || ticket.again || this.closed) return false;
    ticket.again = true;
    this.send(ticket);
    return true;
  }

  #connect(): Connection {
    const connection = new Connection(this, this.#to);
    this.#open.add(connection);
    return connection;
  }
}
