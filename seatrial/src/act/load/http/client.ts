/**
 * Seatrial's own HTTP/1.1 client: the hot path of the load engine. One client is one user with connections of its own,
 * kept alive and reused, never pipelined. It never throws for what a peer does; a peer's every failure is a `cause`.
 *
 * On sending again. A peer may close an idle connection at any time, so a reused one can be dead before it is known.
 * Safe methods (GET, HEAD, OPTIONS), and requests of which nothing had been written, are then sent once more, on a fresh
 * connection, if no byte of an answer had come.
 * PUT and DELETE are idempotent, and still are not sent again: had the first one been carried out, the second could be
 * answered 404 or 412 and the history would call an operation `failed` that took effect; and a first one that a proxy
 * still holds could overtake somebody else's later write. They end as `reset`, which a history calls `unknown`: the truth.
 * A failure on a fresh connection is never hidden.
 */
import { isIP } from 'node:net';
import { type ConnectionOptions, createSecureContext, type SecureContext } from 'node:tls';
import { Connection, type Owner, type Ticket } from './connection.ts';
import { type Exchange, type Origin, unanswered } from './exchange.ts';
import { RequestHead } from './request-head.ts';

export type { Exchange, Origin } from './exchange.ts';

export interface HttpClientOptions {
  /** Monotonic microseconds; the trial's clock. */
  nowUs: () => number;
  /** How long a connection, with its TLS handshake, may take; an exchange's whole time unless told. */
  connectTimeoutMs?: number;
  /** The largest body that is read; 256 MiB unless told. */
  maxBodyBytes?: number;
}

const SAFE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);
const MAX_BODY_BYTES = 256 * 1024 * 1024;

/**
 * Example: `const got = await client.exchange('GET', '/health', 'Accept: text/plain\r\n', null, 30_000);`
 */
export class HttpClient implements Owner {
  readonly nowUs: () => number;
  readonly maxBodyBytes: number;
  readonly #secure: boolean;
  readonly #connectOptions: { host: string; port: number } | ConnectionOptions;
  readonly #connectTimeoutUs: number;
  readonly #requestHead: RequestHead;
  readonly #idle: Connection[] = [];
  readonly #open = new Set<Connection>();
  #closed = false;

  constructor(origin: Origin, options: HttpClientOptions) {
    this.nowUs = options.nowUs;
    this.maxBodyBytes = options.maxBodyBytes ?? MAX_BODY_BYTES;
    this.#connectTimeoutUs = (options.connectTimeoutMs ?? Number.POSITIVE_INFINITY) * 1000;
    this.#secure = origin.secure;
    this.#connectOptions = connectOptions(origin);
    this.#requestHead = new RequestHead(origin);
  }

  /**
   * Sends one request and waits for its answer; never rejects. `target` is a path with its query; `headerBlock` is
   * complete `Name: value\r\n` lines without Host, Content-Length, Connection, Transfer-Encoding, Expect and Upgrade;
   * `timeoutMs` bounds everything from this call to the last byte; `body` must not change until then.
   */
  exchange(
    method: string,
    target: string,
    headerBlock: string,
    body: Uint8Array | null,
    timeoutMs: number,
    signal?: AbortSignal,
  ): Promise<Exchange> {
    const startedUs = this.nowUs();
    const problem = this.#requestHead.problem(method, target, headerBlock);
    if (problem !== '') return Promise.resolve(unsent('protocol', `not sent: ${problem}`, startedUs));
    if (signal?.aborted) return Promise.resolve(unsent('aborted', 'not sent: aborted before', startedUs));
    if (this.#closed) return Promise.resolve(unsent('aborted', 'not sent: the client is closed', startedUs));
    const head = this.#requestHead.text(target, body === null ? null : body.length);
    return new Promise((settle) => {
      this.#send({
        method,
        head,
        body,
        signal,
        startedUs,
        deadlineUs: startedUs + timeoutMs * 1000,
        connectDeadlineUs: startedUs + Math.min(timeoutMs * 1000, this.#connectTimeoutUs),
        settle,
        bytesSent: 0,
        bytesReceived: 0,
        again: false,
      });
    });
  }

  /** Sockets that are not yet closed, idle ones and those still connecting included. */
  get openSockets(): number {
    return this.#open.size;
  }

  /** Closes every connection; exchanges that are open end as `aborted`. */
  close(): void {
    this.#closed = true;
    for (const connection of this.#open) connection.close('aborted', 'the client was closed');
  }

  #send(ticket: Ticket): void {
    let connection = ticket.again ? undefined : this.#idle.pop();
    while (connection?.isStale(ticket.startedUs)) {
      connection.close('aborted', 'too long idle');
      connection = this.#idle.pop();
    }
    (connection ?? this.#connect()).carry(ticket);
  }

  #connect(): Connection {
    const connection = new Connection(this, this.#connectOptions, this.#secure);
    this.#open.add(connection);
    return connection;
  }

  idle(connection: Connection): void {
    this.#idle.push(connection);
  }

  retired(connection: Connection): void {
    const at = this.#idle.indexOf(connection);
    if (at >= 0) this.#idle.splice(at, 1);
  }

  closed(connection: Connection): void {
    this.#open.delete(connection);
  }

  sendsAgain(ticket: Ticket): boolean {
    const harmless = ticket.bytesSent === 0 || SAFE_METHODS.has(ticket.method);
    if (!harmless || ticket.again || this.#closed) return false;
    ticket.again = true;
    this.#send(ticket);
    return true;
  }
}

/** One context an origin, not one a user: making one parses every certificate it trusts. */
const contexts = new WeakMap<Origin, SecureContext>();

function connectOptions(origin: Origin): { host: string; port: number } | ConnectionOptions {
  const host = origin.host.replace(/^\[(.*)\]$/, '$1');
  const { port, tls = {} } = origin;
  if (!origin.secure) return { host, port };
  let secureContext = contexts.get(origin);
  if (secureContext === undefined) {
    const { ca, cert, key } = tls;
    secureContext = createSecureContext({ ...(ca && { ca }), ...(cert && { cert }), ...(key && { key }) });
    contexts.set(origin, secureContext);
  }
  const name = tls.serverName ?? host;
  const servername = isIP(name) === 0 ? { servername: name } : {};
  const rejectUnauthorized = tls.rejectUnauthorized ?? true;
  return { host, port, secureContext, rejectUnauthorized, ALPNProtocols: ['http/1.1'], ...servername };
}

function unsent(cause: 'protocol' | 'aborted', why: string, nowUs: number): Exchange {
  return unanswered(cause, why, { startedUs: nowUs, endedUs: nowUs, bytesSent: 0, bytesReceived: 0 });
}
