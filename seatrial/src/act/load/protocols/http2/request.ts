/** One request on an HTTP/2 session, from its first frame to its last. It settles once, with an answer or a failure. */
import { type ClientHttp2Stream, constants, type IncomingHttpHeaders, type OutgoingHttpHeaders } from 'node:http2';
import { collectYoung } from '../../../../std/collect.ts';
import type { BodySink } from '../../../http/wire/body-sink.ts';
import { NO_BYTES, NO_HEADERS } from '../../../http/wire/exchange.ts';
import { beyondBody, type Failure } from '../../../http/wire/failure.ts';
import { GrowingBuffer } from '../../../http/wire/growing-buffer.ts';
import { BEYOND_BUDGET } from '../../../http/wire/held-answers.ts';
import { type Body, lengthOf, sendBody } from './body.ts';
import { errorName, failureOfStream, type Http2Session } from './session.ts';

export interface StreamRequest {
  readonly headers: OutgoingHttpHeaders;
  readonly body: Body | null;
  /** Where the body of a success goes instead of memory. */
  readonly into: BodySink | null;
  readonly maxBodyBytes: number;
  readonly signal: AbortSignal | undefined;
}

export interface Result {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly trailers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  readonly failure: Failure | null;
  /** Whether the peer promised that it has not acted on the request. */
  readonly unseen: boolean;
  /** Whether it is unseen because the peer takes no more streams for now. */
  readonly refused: boolean;
}

const NOTHING = { status: 0, headers: NO_HEADERS, trailers: NO_HEADERS, body: NO_BYTES };

/** What Node gives us of large bodies is garbage as soon as it is copied: it is collected each time there is so much. */
const COLLECT_EVERY_BYTES = 4 * 1024 * 1024;
const LARGE_BYTES = 64 * 1024;
let copiedBytes = 0;

export class Http2Request {
  readonly #session: Http2Session;
  readonly #asked: StreamRequest;
  readonly #held = new GrowingBuffer();
  #length = 0;
  #head: IncomingHttpHeaders | null = null;
  #trailers: IncomingHttpHeaders | null = null;
  #ended = false;
  #failure: Failure | null = null;

  constructor(session: Http2Session, asked: StreamRequest) {
    this.#session = session;
    this.#asked = asked;
  }

  send(timeoutMs: number): Promise<Result> {
    const { headers, body, signal } = this.#asked;
    let stream: ClientHttp2Stream;
    try {
      const length = body === null ? {} : lengthOf(body);
      stream = this.#session.session.request({ ...headers, ...length }, { endStream: body === null });
    } catch (error) {
      return Promise.resolve(this.#unsent(error as NodeJS.ErrnoException));
    }
    const give = (failure: Failure): void => {
      this.#failure ??= failure;
      stream.close(constants.NGHTTP2_CANCEL);
    };
    const abort = (): void => give({ cause: 'aborted', why: 'aborted' });
    const timer = setTimeout(() => this.#late(give, timeoutMs), Math.max(0, timeoutMs));
    signal?.addEventListener('abort', abort, { once: true });
    this.#read(stream, give);
    if (body !== null) {
      sendBody(stream, body).then((broken) => broken !== null && give(broken));
    }
    return new Promise((resolve) => {
      stream.once('close', () => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', abort);
        resolve(this.#result(stream));
        this.#held.clear();
      });
    });
  }

  #read(stream: ClientHttp2Stream, give: (failure: Failure) => void): void {
    const { into } = this.#asked;
    stream.on('response', (head) => {
      this.#head = head;
    });
    stream.on('trailers', (fields) => {
      this.#trailers = fields;
    });
    stream.on('data', (chunk: Buffer) => {
      if (this.#failure !== null) return; // what still comes is nobody's
      this.#length += chunk.length;
      if (into !== null && isSuccess(this.#head)) into.append(chunk, 0, chunk.length);
      else if (this.#length > this.#asked.maxBodyBytes)
        give({ cause: 'own limit', why: beyondBody(this.#asked.maxBodyBytes) });
      else this.#hold(chunk);
      if (!this.#held.isFull) return;
      give({ cause: 'own limit', why: BEYOND_BUDGET });
      this.#held.clear();
    });
    this.#noteEnd(stream);
    // What it was is told by the code the stream is closed with, and by the session; but a peer that does not speak
    // HTTP/2 is told here first.
    stream.on('error', (error: NodeJS.ErrnoException) => {
      this.#failure ??= failureOfStream(error);
    });
  }

  /**
   * Notes END_STREAM, and nothing else: `end` comes for RST_STREAM(NO_ERROR) too, and later. Node closes a stream that was
   * reset before it tells its reader, and tells of END_STREAM while the stream is open.
   */
  #noteEnd(stream: ClientHttp2Stream): void {
    const push = stream.push;
    stream.push = (chunk, encoding) => {
      if (chunk === null && !stream.closed) this.#ended = true;
      return push.call(stream, chunk, encoding);
    };
  }

  #hold(chunk: Buffer): void {
    this.#held.append(chunk, 0, chunk.length);
    if (this.#length <= LARGE_BYTES) return;
    copiedBytes += chunk.length;
    if (copiedBytes < COLLECT_EVERY_BYTES) return;
    copiedBytes = 0;
    collectYoung();
  }

  /** Either the session ended between being chosen and being used, or HTTP/2 has no such request. */
  #unsent({ code, message }: NodeJS.ErrnoException): Result {
    if (code === 'ERR_HTTP2_OUT_OF_STREAMS') this.#session.retire();
    const refused: Failure = { cause: 'protocol', why: `not sent: ${message}`, unsendable: true };
    const ended: Failure = this.#session.broke ?? {
      cause: 'reset',
      why: `the connection ended before the request: ${message}`,
    };
    const failure = this.#session.retired ? ended : refused;
    return { ...NOTHING, failure, unseen: true, refused: false };
  }

  #late(give: (failure: Failure) => void, ms: number): void {
    const within = `within ${Math.round(ms)} ms`;
    const { dial } = this.#session;
    if (dial.stage !== 'open') {
      const failure = dial.timeout(Math.round(ms), 'answer');
      give(failure);
      this.#session.destroy(failure);
      return;
    }
    // Its connection may be dead: the next request is better off on a new one.
    this.#session.retire();
    if (this.#head === null) give({ cause: 'timeout waiting', why: `no head of an answer ${within}` });
    else give({ cause: 'timeout reading', why: `after ${this.#length} bytes of the body, not the rest ${within}` });
  }

  #result(stream: ClientHttp2Stream): Result {
    const failure = this.#failure ?? this.#ending(stream);
    const refused = this.#head === null && stream.rstCode === constants.NGHTTP2_REFUSED_STREAM;
    const unseen = refused || this.#session.dial.stage !== 'open';
    if (failure || !this.#head) return { ...NOTHING, failure, unseen, refused };
    const status = Number(this.#head[':status']);
    const trailers = this.#trailers === null ? NO_HEADERS : plain(this.#trailers);
    const body = this.#held.take();
    return { status, headers: plain(this.#head), trailers, body, failure: null, unseen: false, refused: false };
  }

  /** Why a stream that is closed gave no answer; null when it did. */
  #ending({ rstCode }: ClientHttp2Stream): Failure | null {
    const progress = this.#head === null ? 'before any answer' : `after ${this.#length} bytes of the body`;
    const announced = this.#head?.['content-length'];
    const short =
      announced !== undefined && this.#length < Number(announced) && this.#asked.headers[':method'] !== 'HEAD';
    // A peer that wants no more of the request may say so behind its whole answer, by NO_ERROR (RFC 9113, 8.1).
    const whole = this.#head !== null && this.#ended && !short;
    if (whole && rstCode === constants.NGHTTP2_NO_ERROR) return null;
    const { broke } = this.#session;
    if (broke) return { cause: broke.cause, why: `${broke.why} (${progress})` };
    if (rstCode === constants.NGHTTP2_NO_ERROR && !this.#ended)
      return { cause: 'reset', why: `the peer ended the stream ${progress}, without the end of its answer` };
    if (rstCode === constants.NGHTTP2_NO_ERROR || rstCode === constants.NGHTTP2_CANCEL)
      return { cause: 'reset', why: `the peer ended the connection or the stream ${progress}` };
    return { cause: 'reset', why: `the peer ended the stream ${progress}: ${errorName(rstCode)}` };
  }
}

function isSuccess(head: IncomingHttpHeaders | null): boolean {
  const status = Number(head?.[':status']);
  return status >= 200 && status < 300;
}

/** As HTTP/1.1 gives them: one text a name, without the pseudo-fields. */
function plain(head: IncomingHttpHeaders): Readonly<Record<string, string>> {
  const fields: Record<string, string> = Object.create(null);
  for (const [name, value] of Object.entries(head)) {
    if (name.startsWith(':') || value === undefined) continue;
    fields[name] = Array.isArray(value) ? value.join(name === 'set-cookie' ? '\n' : ', ') : value;
  }
  return fields;
}
