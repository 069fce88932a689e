/**
 * One request that a client of the journey's own made inside a `t.step`, from what Node tells of it: how far its answer came,
 * and whether its body was cut or never came. It knows nothing of steps.
 */

/** Of a body that nobody reads, a client takes in at least so much before it stops its peer (measured: 64 KB and more). */
const TAKEN_IN_UNREAD = 60_000;
/** A body that was given up and had not come for so long, although its length was told, was waited for in vain. */
const QUIET_US = 250_000;
/** What is answered so goes on until somebody ends it. */
const ENDLESS =
  /^(?:text\/event-stream|application\/(?:x-ndjson|jsonl|stream\+json|json-seq)|multipart\/x-mixed-replace)/i;

export interface Asked {
  readonly method: string;
  readonly origin: string;
  readonly path: string;
}

/** How a body ended, or did not: `given up` by the journey, `cut` by the peer or by a deadline. */
export type End = 'complete' | 'given up' | 'cut';

export class StepRequest implements Asked {
  readonly method: string;
  readonly origin: string;
  readonly path: string;
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

  constructor({ method, origin, path }: Asked, nowUs: number) {
    this.method = method;
    this.origin = origin;
    this.path = path;
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

  /** How the body ended that is over by this error, which a journey, a deadline of it, or the connection brought about. */
  endBy(error: unknown): End {
    const { name, code } = (error ?? {}) as { name?: unknown; code?: unknown };
    if (name === 'TimeoutError') return this.#isEndless ? 'given up' : 'cut';
    return typeof code === 'string' && code !== 'UND_ERR_ABORTED' && code !== 'ABORT_ERR' ? 'cut' : 'given up';
  }

  /** Whether its body did not come while somebody waited for it, who then gave it up. */
  wasWaitedForInVain(nowUs: number): boolean {
    return this.#hasLength && this.isKeptBack() && nowUs - this.#heardUs >= QUIET_US;
  }

  /** Whether what nobody reads would have come long ago, if its peer had sent it. */
  isKeptBack(): boolean {
    return !this.#isEndless && this.#bytesNow() < TAKEN_IN_UNREAD;
  }

  /** Whether it asked for the same as another, wherever: one of two instances is asked as well. */
  isSameAs({ method, path }: Asked): boolean {
    return method === this.method && path === this.path;
  }
}
