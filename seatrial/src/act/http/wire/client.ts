/**
 * Seatrial's own HTTP/1.1 client: the hot path of the load engine. One client is one user with connections of its own,
 * kept alive and reused, never pipelined. It never throws for what a peer does; a peer's every failure is a `cause`.
 */
import type { StreamedBody } from '../../../plan/protocols/http.ts';
import type { BodySink } from './body-sink.ts';
import { connectTo } from './connect-to.ts';
import { ConnectionPool } from './connection-pool.ts';
import { type Exchange, type Origin, unanswered } from './exchange.ts';
import { MOST_BODY_BYTES } from './held-answers.ts';
import { RequestHead } from './request-head.ts';

export type { Exchange, Origin } from './exchange.ts';

export interface HttpClientOptions {
  /** Monotonic microseconds; the trial's clock. */
  nowUs: () => number;
  /** The largest body that is read; default `MOST_BODY_BYTES`. */
  maxBodyBytes?: number;
}

/**
 * Example: `const got = await client.exchange('GET', '/health', 'Accept: text/plain\r\n', null, 30_000);`
 */
export class HttpClient {
  readonly #nowUs: () => number;
  readonly #requestHead: RequestHead;
  readonly #pool: ConnectionPool;

  /** Throws when a certificate or key of the origin cannot be read. */
  constructor(origin: Origin, options: HttpClientOptions) {
    this.#nowUs = options.nowUs;
    this.#requestHead = new RequestHead(origin);
    const { nowUs, maxBodyBytes = MOST_BODY_BYTES } = options;
    this.#pool = new ConnectionPool(connectTo(origin), nowUs, maxBodyBytes);
  }

  /**
   * Sends one request and waits for its answer; never rejects. `target` is a path with its query; `headerBlock` is
   * complete `Name: value\r\n` lines without Host, Content-Length, Connection, Transfer-Encoding, Expect and Upgrade;
   * `timeoutMs` bounds everything from this call to the last byte; `body` must not change until then. With `into` the
   * body of a success (2xx) goes there, however large, and the answer's own body is empty.
   */
  exchange(
    method: string,
    target: string,
    headerBlock: string,
    body: Uint8Array | StreamedBody | null,
    timeoutMs: number,
    signal?: AbortSignal,
    into: BodySink | null = null,
  ): Promise<Exchange> {
    return new Promise((settle) => this.send(method, target, headerBlock, body, timeoutMs, signal, into, settle));
  }

  /** As `exchange`, without its promise: `settle` is called once, with the answer, and must not throw. `startedUs` is now. */
  send(
    method: string,
    target: string,
    headerBlock: string,
    body: Uint8Array | StreamedBody | null,
    timeoutMs: number,
    signal: AbortSignal | undefined,
    into: BodySink | null,
    settle: (exchange: Exchange) => void,
    startedUs = this.#nowUs(),
  ): void {
    const problem = this.#requestHead.problem(method, target, headerBlock);
    if (problem !== '') settle({ ...unsent('protocol', `not sent: ${problem}`, startedUs), unsendable: true });
    else if (signal?.aborted) settle(unsent('aborted', 'not sent: aborted before', startedUs));
    else if (this.#pool.closed) settle(unsent('aborted', 'not sent: the client is closed', startedUs));
    else {
      const bodyBytes = body === null ? null : body instanceof Uint8Array ? body.length : body.size;
      const head = this.#requestHead.text(target, bodyBytes);
      this.#pool.send({
        method,
        head,
        body,
        into,
        signal,
        startedUs,
        deadlineUs: startedUs + timeoutMs * 1000,
        settle,
        bytesSent: 0,
        bytesReceived: 0,
        again: false,
      });
    }
  }

  /** Sockets that are not yet closed, idle ones and those still connecting included. */
  get openSockets(): number {
    return this.#pool.openSockets;
  }

  /** Closes every connection; exchanges that are open end as `aborted`. */
  close(): void {
    this.#pool.close();
  }
}

function unsent(cause: 'protocol' | 'aborted', why: string, nowUs: number): Exchange {
  return unanswered(cause, why, { startedUs: nowUs, bytesSent: 0, bytesReceived: 0 }, nowUs);
}
