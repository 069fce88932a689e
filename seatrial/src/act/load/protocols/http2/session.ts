/**
 * One HTTP/2 connection of a user: dialled when it is made, used until something says that it should not be (GOAWAY, an
 * error, an answer that never came), then left to finish what it has begun.
 */
import { type ClientHttp2Session, connect, constants } from 'node:http2';
import type { TLSSocket } from 'node:tls';
import { hostAndPort } from '../../../../std/host.ts';
import type { Origin } from '../../../http/wire/exchange.ts';
import { type Failure, ownLimit } from '../../../http/wire/failure.ts';
import { Dial } from '../dial.ts';

/**
 * Limits of Node's own client, lifted: each ends a stream with a code that looks like the peer's. Memory is what the bodies
 * of requests under way take, in megabytes.
 */
const NO_LIMITS = {
  maxSessionMemory: 65_536,
  maxHeaderListPairs: 2 ** 31 - 1,
  maxSessionInvalidFrames: 2 ** 31 - 1,
  maxSessionRejectedStreams: 2 ** 31 - 1,
};

export class Http2Session {
  readonly dial: Dial;
  readonly session: ClientHttp2Session;
  /** What ended it; null while it is well. */
  broke: Failure | null = null;
  #retired = false;

  constructor(origin: Origin) {
    this.dial = new Dial(origin, 'h2');
    const { socket } = this.dial;
    const authority = `${origin.secure ? 'https' : 'http'}://${hostAndPort(origin.host, origin.port)}`;
    this.session = connect(authority, { createConnection: () => socket, ...NO_LIMITS });
    socket.once('secureConnect', () => {
      if ((socket as TLSSocket).alpnProtocol === 'h2') return;
      this.#break({
        cause: 'protocol',
        why: 'the peer does not speak HTTP/2: it did not agree to it in the TLS handshake',
      });
      this.session.destroy();
    });
    this.session.on('error', (error: NodeJS.ErrnoException) => this.#break(this.#failureOf(error)));
    this.session.on('goaway', (code) => {
      if (code !== constants.NGHTTP2_NO_ERROR)
        this.#break({ cause: 'reset', why: `the peer said GOAWAY: ${errorName(code)}` });
      this.retire();
    });
    this.session.on('close', () => this.retire());
    socket.on('error', (error) => this.#break(this.#failureOf(error)));
  }

  /** Whether new requests must go elsewhere. */
  get retired(): boolean {
    return this.#retired || this.session.closed || this.session.destroyed;
  }

  /** Takes no new requests, and ends when those under way have. */
  retire(): void {
    this.#retired = true;
    if (!this.session.closed) this.session.close();
  }

  /** Ends at once; whoever still waits for it is told why. */
  destroy(failure: Failure): void {
    this.#break(failure);
    this.session.destroy();
    this.dial.socket.destroy();
  }

  /** Ends at once because the user is gone. */
  abort(): void {
    this.destroy(this.dial.abort());
  }

  #break(failure: Failure): void {
    this.broke ??= failure;
    this.#retired = true;
  }

  #failureOf(error: NodeJS.ErrnoException): Failure {
    if (isBeyondHead(error)) return BEYOND_HEAD;
    if (error.code === 'ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL')
      return { cause: 'protocol', why: 'the peer does not speak HTTP/2: it refused it in the TLS handshake' };
    return this.dial.failure(error, 'while it was open');
  }
}

/** The library that reads HTTP/2 takes a head in so many frames at most, and has no option for it. */
const TOO_MANY_CONTINUATIONS = -905;
const BEYOND_HEAD: Failure = {
  cause: 'own limit',
  why: ownLimit('the head of an answer of HTTP/2 is read up to 9 frames, about 144 KiB, and this one is longer'),
};

function isBeyondHead({ errno }: NodeJS.ErrnoException): boolean {
  return errno === TOO_MANY_CONTINUATIONS;
}

/** What a stream's error says of HTTP/2 itself; null where the code that the stream was closed with says it. */
export function failureOfStream(error: NodeJS.ErrnoException): Failure | null {
  if (error.code !== 'ERR_HTTP2_ERROR') return null;
  if (isBeyondHead(error)) return BEYOND_HEAD;
  return { cause: 'protocol', why: `the peer does not keep to HTTP/2: ${error.message}` };
}

const names = new Map(
  Object.entries(constants).flatMap(([name, value]) =>
    /^NGHTTP2_(NO_ERROR|.*_ERROR|SETTINGS_TIMEOUT|STREAM_CLOSED|REFUSED_STREAM|CANCEL|ENHANCE_YOUR_CALM|INADEQUATE_SECURITY|HTTP_1_1_REQUIRED)$/.test(
      name,
    ) &&
    typeof value === 'number' &&
    value >= 0
      ? [[value, name.slice('NGHTTP2_'.length)] as const]
      : [],
  ),
);

/** The name RFC 9113, 7 gives an error code. */
export function errorName(code: number): string {
  return names.get(code) ?? `error ${code}`;
}
