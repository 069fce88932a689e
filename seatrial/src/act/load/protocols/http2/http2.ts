/**
 * An HTTP/2 client with the face of `HttpClient`: one user's session with one origin, on `node:http2`. Many requests may
 * be open at once. Without TLS it speaks HTTP/2 at once (prior knowledge); with TLS the peer must agree to it (ALPN).
 * It never throws for what a peer does.
 */
import type { BodySink } from '../../../http/wire/body-sink.ts';
import type { Exchange, HttpClientOptions, Origin } from '../../../http/wire/client.ts';
import { type Tally, unanswered } from '../../../http/wire/exchange.ts';
import type { Failure } from '../../../http/wire/failure.ts';
import { MOST_BODY_BYTES } from '../../../http/wire/held-answers.ts';
import { RequestHead } from '../../../http/wire/request-head.ts';
import type { Body } from './body.ts';
import { Http2Request, type Result } from './request.ts';
import { Http2Session } from './session.ts';

/**
 * How often a request is sent that the peer refuses: before its SETTINGS have come, nobody knows how many streams it takes
 * (RFC 9113, 8.7). A peer that sheds load by it has failed after so many.
 */
const MOST_TRIES = 4;

/** Example: `const got = await client.exchange('GET', '/health', 'Accept: text/plain\r\n', null, 30_000);` */
export class Http2Client {
  readonly #origin: Origin;
  readonly #nowUs: () => number;
  readonly #maxBodyBytes: number;
  readonly #requestHead: RequestHead;
  readonly #sessions = new Set<Http2Session>();
  #current: Http2Session | null = null;
  #closed = false;

  constructor(origin: Origin, { nowUs, maxBodyBytes = MOST_BODY_BYTES }: HttpClientOptions) {
    this.#origin = origin;
    this.#nowUs = nowUs;
    this.#maxBodyBytes = maxBodyBytes;
    this.#requestHead = new RequestHead(origin);
  }

  /**
   * As `HttpClient.exchange`, to the letter. A request the peer promised not to have seen is sent again: once where its
   * connection has ended (GOAWAY), a few times where its stream was refused.
   */
  async exchange(
    method: string,
    target: string,
    headerBlock: string,
    body: Body | null,
    timeoutMs: number,
    signal?: AbortSignal,
    into: BodySink | null = null,
  ): Promise<Exchange> {
    const startedUs = this.#nowUs();
    const nothing = { startedUs, bytesSent: 0, bytesReceived: 0 };
    const problem = this.#requestHead.problem(method, target, headerBlock);
    if (problem !== '')
      return this.#failed({ cause: 'protocol', why: `not sent: ${problem}`, unsendable: true }, nothing);
    if (this.#closed || signal?.aborted)
      return this.#failed({ cause: 'aborted', why: 'not sent: aborted before' }, nothing);
    const { host } = this.#requestHead;
    const headers = { ':method': method, ':authority': host, ':path': target, ...fieldsOf(headerBlock) };
    const asked = { headers, body, into, maxBodyBytes: this.#maxBodyBytes, signal };
    let tally: Tally = nothing;
    for (let tries = 1; ; tries++) {
      const session = this.#session();
      const leftMs = timeoutMs - (this.#nowUs() - startedUs) / 1000;
      const result = await new Http2Request(session, asked).send(leftMs);
      const bytes = session.dial.takeBytes();
      // What the peer is known not to have seen does not count as sent.
      const bytesSent = tally.bytesSent + (result.unseen ? 0 : bytes.sent);
      tally = { startedUs, bytesSent, bytesReceived: tally.bytesReceived + bytes.received };
      const most = result.refused ? MOST_TRIES : session.retired ? 2 : 1;
      if (result.unseen && tries < most && !this.#closed && !signal?.aborted) continue;
      if (result.failure) return this.#failed(result.refused ? often(result.failure, tries) : result.failure, tally);
      return { ...answerOf(result), ...tally, endedUs: this.#nowUs() };
    }
  }

  /** Sockets that are not yet closed. */
  get openSockets(): number {
    return this.#sessions.size;
  }

  /** Closes every connection; exchanges that are open end as `aborted`. */
  close(): void {
    this.#closed = true;
    for (const session of this.#sessions) session.abort();
  }

  #session(): Http2Session {
    if (this.#current && !this.#current.retired) return this.#current;
    const session = new Http2Session(this.#origin);
    this.#current = session;
    this.#sessions.add(session);
    session.dial.socket.once('close', () => this.#sessions.delete(session));
    return session;
  }

  #failed({ cause, why, unsendable = false }: Failure, tally: Tally): Exchange {
    return { ...unanswered(cause, why, tally, this.#nowUs()), unsendable };
  }
}

function often(failure: Failure, tries: number): Failure {
  return tries === 1 ? failure : { ...failure, why: `${failure.why}, ${tries} times` };
}

function answerOf({ status, headers, trailers, body }: Result) {
  return { status, headers, trailers, body, setsCookies: 'set-cookie' in headers, cause: null, why: '' };
}

let lastBlock = '';
let lastFields: Readonly<Record<string, string>> = {};

/** `Name: value\r\n` lines as fields, names in lower case as HTTP/2 wants them. A journey sends mostly the same ones. */
function fieldsOf(headerBlock: string): Readonly<Record<string, string>> {
  if (headerBlock === lastBlock) return lastFields;
  // Without a prototype: `constructor` and `__proto__` are names like others.
  const fields: Record<string, string> = Object.create(null);
  for (const line of headerBlock.split('\r\n')) {
    const colon = line.indexOf(':');
    if (colon < 0) continue;
    const name = line.slice(0, colon).toLowerCase();
    if (name === 'host') continue; // it is the authority
    const value = line.slice(colon + 1).trim();
    fields[name] = name in fields ? `${fields[name]}, ${value}` : value;
  }
  lastBlock = headerBlock;
  lastFields = fields;
  return fields;
}
