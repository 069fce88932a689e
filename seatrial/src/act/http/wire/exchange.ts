/**
 * The words of one HTTP exchange: where it goes and what came of it. No behaviour but the reading of headers on demand.
 *
 * An exchange that got no valid answer has status 0, no headers, no body and a `cause`; one that got an answer has no
 * cause, whatever its status says: whether 404 is a failure is for the caller to know.
 */
import type { Cause } from '../../../evidence/records.ts';
import { type ResponseHead, readFields } from './response-head.ts';

export interface Origin {
  secure: boolean;
  /** A name or an address; an IPv6 address with or without brackets. */
  host: string;
  port: number;
  /** The path of the Unix socket to connect to, in place of host and port. */
  socketPath?: string;
  tls?: {
    /** Certificates to trust instead of the system's, PEM. */
    ca?: string;
    /** The client's own certificate and key, PEM. */
    cert?: string;
    key?: string;
    /** The name asked for and checked; default `host`. */
    serverName?: string;
    rejectUnauthorized?: boolean;
  };
}

/** Read its fields where you need them; spreading it loses `headers`, which is parsed at the first look. */
export interface Exchange {
  /** 0 when there was no valid answer. */
  readonly status: number;
  /** Names in lower case; repeated headers joined with `, `, `set-cookie` with a line feed. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  readonly cause: Cause | null;
  /** One sentence about `cause`; empty when there is none. */
  readonly why: string;
  /** When `exchange` was called: connecting, where that was needed, is part of what a user waits for. */
  readonly startedUs: number;
  readonly endedUs: number;
  /** Bytes given to the socket, head and body, without TLS; a second attempt adds to the first. */
  readonly bytesSent: number;
  /** Bytes read from the socket, head and framing and body, without TLS. */
  readonly bytesReceived: number;
  /** Whether the answer brought cookies; known without reading `headers`. */
  readonly setsCookies: boolean;
  /** What came behind the body, named as `headers` are. */
  readonly trailers?: Readonly<Record<string, string>>;
  /** What was asked cannot be sent, or its streamed body broke: no word about the peer, and `why` says what is wrong. */
  readonly unsendable?: boolean;
  /** Only the end of the connection told where the body ends: it may be cut off. HTTP/1 alone has such answers. */
  readonly openEnded?: boolean;
}

export const NO_HEADERS: Readonly<Record<string, string>> = Object.freeze(Object.create(null));
export const NO_BYTES = Buffer.alloc(0);

/** What is counted while an exchange is open. */
export interface Tally {
  readonly startedUs: number;
  readonly bytesSent: number;
  readonly bytesReceived: number;
}

export class Answered implements Exchange {
  readonly #head: ResponseHead;
  readonly status: number;
  readonly body: Buffer;
  readonly cause = null;
  readonly why = '';
  readonly startedUs: number;
  readonly endedUs: number;
  readonly bytesSent: number;
  readonly bytesReceived: number;
  readonly openEnded: boolean;
  readonly #trailer: string;

  /** `trailer`: lines of fields, up to an empty one. */
  constructor(head: ResponseHead, body: Buffer, tally: Tally, endedUs: number, openEnded: boolean, trailer: string) {
    this.#trailer = trailer;
    this.#head = head;
    this.status = head.status;
    this.body = body;
    this.startedUs = tally.startedUs;
    this.endedUs = endedUs;
    this.bytesSent = tally.bytesSent;
    this.bytesReceived = tally.bytesReceived;
    this.openEnded = openEnded;
  }

  get headers(): Readonly<Record<string, string>> {
    return this.#head.headers;
  }

  get trailers(): Readonly<Record<string, string>> {
    return this.#trailer === '' ? NO_HEADERS : readFields(this.#trailer);
  }

  get setsCookies(): boolean {
    return this.#head.setsCookies;
  }
}

/** An answer as the end of something longer: with the times and bytes of that, and a body made of its own. */
export function joined(last: Exchange, { startedUs, bytesSent, bytesReceived }: Tally, body: Buffer): Exchange {
  const {
    status,
    headers,
    trailers = NO_HEADERS,
    cause,
    why,
    endedUs,
    setsCookies,
    openEnded = false,
    unsendable = false,
  } = last;
  const said = { status, headers, trailers, cause, why, setsCookies, openEnded, unsendable };
  return { ...said, body, startedUs, endedUs, bytesSent, bytesReceived };
}

export function unanswered(cause: Cause, why: string, tally: Tally, endedUs: number): Exchange {
  const { startedUs, bytesSent, bytesReceived } = tally;
  const nothing = { status: 0, headers: NO_HEADERS, body: NO_BYTES, setsCookies: false };
  return { ...nothing, cause, why, startedUs, endedUs, bytesSent, bytesReceived };
}
