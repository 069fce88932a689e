/**
 * One request that a client of the journey's own made inside a `t.step`, from what Node tells of it: how far its answer came,
 * and whether its body was cut or never came. It knows nothing of steps.
 */

import { createHash, type Hash } from 'node:crypto';

/** Of a body that nobody reads, a client takes in at least so much before it stops its peer (measured: 64 KB and more). */
const TAKEN_IN_UNREAD = 60_000;
/** A body that was given up and had not come for so long was waited for in vain. */
const QUIET_US = 250_000;
/** So much of what was asked with tells one request from another. */
const TELLING_BYTES = 65_536;
/** How clients say that a deadline of theirs is over. */
const DEADLINES: ReadonlySet<unknown> = new Set(['ECONNABORTED', 'ETIMEDOUT']);
/** Errors with a code that the journey itself brings about. */
const OURS: ReadonlySet<unknown> = new Set(['UND_ERR_ABORTED', 'ABORT_ERR', 'ERR_CANCELED']);
/** What usually has no body. */
const BODILESS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'DELETE']);
/** What is answered so goes on until somebody ends it. */
const ENDLESS =
  /^(?:text\/event-stream|application\/(?:x-ndjson|jsonl|stream\+json|json-seq)|multipart\/x-mixed-replace)/i;

export interface RequestStart {
  readonly method: string;
  readonly origin: string;
  readonly path: string;
  /** Whether the client tells of the body that it sends and of each part that it gets. */
  readonly tellsBodies: boolean;
  /** Whether the journey has destroyed it, where the client tells that. */
  readonly isDestroyed: () => boolean;
}

/** How a body ended, or did not: `given up` by the journey, `cut` by the peer or by a deadline. */
export type BodyEnd = 'complete' | 'given up' | 'cut';

export class StepRequest implements RequestStart {
  readonly method: string;
  readonly origin: string;
  readonly path: string;
  readonly tellsBodies: boolean;
  readonly isDestroyed: () => boolean;
  readonly begunUs: number;
  /** The request whose redirect led here; itself where none did. */
  first: StepRequest = this;
  /** When its head came; null without an answer so far. */
  answeredUs: number | null = null;
  /** When all of it had come, or its body broke; null while it is under way. */
  endedUs: number | null = null;
  /** Whether it was answered below 400 and nothing is known to be wrong with the body. */
  accepted = false;
  #heardUs = 0;
  #bytes = 0;
  #bytesNow: () => number = () => this.#bytes;
  #isEndless = false;
  #hasLength = false;
  /** Of the beginning of its own body; null while there is none. */
  #asked: Hash | null = null;
  #askedBytes = 0;

  constructor({ method, origin, path, tellsBodies, isDestroyed }: RequestStart, nowUs: number) {
    this.method = method;
    this.origin = origin;
    this.path = path;
    this.tellsBodies = tellsBodies;
    this.isDestroyed = isDestroyed;
    this.begunUs = nowUs;
  }

  answered(status: number, header: (name: string) => string | undefined, nowUs: number): void {
    this.answeredUs = nowUs;
    this.#heardUs = nowUs;
    this.accepted = status < 400;
    this.#isEndless = ENDLESS.test(header('content-type') ?? '');
    this.#hasLength = header('content-length') !== undefined;
  }

  heard(bytes: number, nowUs: number): void {
    this.#bytes += bytes;
    this.#heardUs = nowUs;
  }

  /** From here on `bytesNow` tells how much of the body came, where nothing is told of its parts. */
  measureBy(bytesNow: () => number): void {
    this.#bytesNow = bytesNow;
  }

  /** It sends a part of its own body. */
  sent(part: Uint8Array | string): void {
    this.#asked ??= createHash('sha256');
    if (this.#askedBytes < TELLING_BYTES) this.#asked.update(part);
    this.#askedBytes += part.length;
  }

  /** How it ended that is over by this error, which a journey, a deadline of it, or the connection brought about. */
  endBy(error: unknown): BodyEnd {
    const { name, code } = (error ?? {}) as { name?: unknown; code?: unknown };
    if (name === 'TimeoutError' || DEADLINES.has(code)) return this.#isEndless ? 'given up' : 'cut';
    return typeof code === 'string' && !OURS.has(code) && !this.isDestroyed() ? 'cut' : 'given up';
  }

  /** Whether its body did not come while somebody waited for it, who then gave it up; of a stream of events, whether nothing did. */
  wasWaitedForInVain(nowUs: number): boolean {
    const headUs = this.answeredUs ?? nowUs;
    if (this.#isEndless) return this.tellsBodies && this.#bytes === 0 && nowUs - headUs >= QUIET_US;
    return this.isKeptBack() && nowUs - (this.#hasLength ? headUs : this.#heardUs) >= QUIET_US;
  }

  /** Whether what nobody reads would have come long ago, if its peer had sent it. */
  isKeptBack(): boolean {
    return !this.#isEndless && this.#bytesNow() < TAKEN_IN_UNREAD;
  }

  /** Whether it asked for the same as another, wherever: one of two instances is asked as well. */
  isSameAs(other: StepRequest): boolean {
    if (other.method !== this.method || other.path !== this.path) return false;
    if (this.tellsBodies && other.tellsBodies) return this.#told() === other.#told();
    return BODILESS.has(this.method);
  }

  #told(): string {
    return `${this.#askedBytes} ${this.#asked?.copy().digest('hex')}`;
  }
}
