/**
 * `t.events` for one user: asks for a stream of server-sent events and counts its opening and each event as a step.
 * Every stream has a connection of its own, which is gone when the stream is closed or the user is.
 */
import { type ClientRequest, type IncomingMessage, type OutgoingHttpHeaders, request } from 'node:http';
import { PlanMistake } from '../../../plan/mistake.ts';
import type { EventStream, EventStreamOptions } from '../../../plan/server-sent-events.ts';
import { addressOf, admit, type Reach } from '../address.ts';
import { NO_COOKIES, type UserCookies, withCookies } from '../cookies.ts';
import { isFormData, withoutFormData } from '../fetch-body.ts';
import type { Origin } from '../http/client.ts';
import type { Failure } from '../http/failure.ts';
import { checkGiven } from '../options.ts';
import { pastTheEnd } from '../past-the-end.ts';
import { authorized, bodyOf, stepName, targetOf } from '../request.ts';
import { unobserved } from '../step-traffic.ts';
import { Dial, MAX_HEAD_BYTES } from './dial.ts';
import { OpenedStream } from './event-stream.ts';
import { mostOf, OpenStep, type StepDesk, timeoutMsOf } from './open-step.ts';
import { EVENTS } from './options.ts';

/** More than any user needs: a journey that reaches it forgets to close, and would soon take every port there is. */
const MAX_OPEN = 100;

export class JourneyEvents {
  readonly #desk: StepDesk;
  #base: string;
  readonly #reach: Reach;
  readonly #cookies: UserCookies;
  readonly #open = new Set<Dial>();
  #closed = false;

  /** `base` is the origin of the journey's system, `reach` how it is reached; `cookies` are the user's. */
  constructor(desk: StepDesk, base: string, reach: Reach = {}, cookies = NO_COOKIES) {
    this.#desk = desk;
    this.#cookies = cookies;
    this.#base = base;
    this.#reach = reach;
    desk.signal.addEventListener('abort', this.close, { once: true });
  }

  /** From here on paths are on this origin. */
  moveTo(base: string): void {
    this.#base = base;
  }

  /** Resolves when the head of the answer is there or will not be; throws only for what a journey got wrong. */
  open = async (path: string, given: EventStreamOptions = {}): Promise<EventStream> => {
    if (this.#desk.signal.aborted) await pastTheEnd();
    checkGiven(this.#desk, 't.events', given, EVENTS);
    const options = isFormData(given.body) ? await withoutFormData(given) : given;
    const { origin, rest, authorization } = addressOf(path, this.#base);
    const target = targetOf(rest, options.query);
    const at = admit(origin, this.#base, this.#reach);
    const timeoutMs = timeoutMsOf(options.timeout);
    mostOf('maxEventCharacters', options.maxEventCharacters);
    if (this.#open.size >= MAX_OPEN)
      throw new PlanMistake(
        `this user holds ${MAX_OPEN} event streams open; close each when the journey is done with it`,
      );
    const name = options.name ?? stepName('SSE', target);
    const step = new OpenStep(this.#desk, 'request', name, options.tags);
    const place = { ...at, target };
    const headers = withCookies(authorized(options.headers, authorization), this.#cookies.cookiesFor(place));
    const { dial, asked } = dialled(step, at, new URL(origin).host, target, { ...options, headers });
    this.#open.add(dial);
    dial.socket.once('close', () => this.#open.delete(dial));
    if (this.#closed) dial.abort();
    return new Promise((resolve) => {
      whenAnswered(asked, dial, timeoutMs, (answer, failure, setCookies = []) => {
        this.#cookies.keepCookies(setCookies, place);
        const bytes = dial.takeBytes();
        step.end(failure, bytes.sent, bytes.received);
        resolve(new OpenedStream(this.#desk, name, dial, { asked, answer, failure }, options));
      });
    });
  };

  /** Ends every stream at once. */
  close = (): void => {
    this.#closed = true;
    this.#desk.signal.removeEventListener('abort', this.close);
    for (const dial of this.#open) dial.abort();
  };
}

function dialled(step: OpenStep, at: Origin, host: string, target: string, options: EventStreamOptions) {
  try {
    const dial = new Dial(at, 'http/1.1');
    return { dial, asked: unobserved(() => ask(dial, host, target, options)) };
  } catch (error) {
    step.drop();
    throw error;
  }
}

function ask(dial: Dial, host: string, target: string, options: EventStreamOptions): ClientRequest {
  const { bytes, headerBlock } = bodyOf(options, options.headers);
  const headers: OutgoingHttpHeaders = {
    'User-Agent': 'seatrial',
    Accept: 'text/event-stream',
    'Cache-Control': 'no-cache',
  };
  if (headerBlock !== '') headers['Content-Type'] = headerBlock.slice('Content-Type: '.length).trimEnd();
  // As UTF-8, byte by byte: what Node sends of a text is Latin-1.
  if (options.lastEventId !== undefined) headers['Last-Event-ID'] = Buffer.from(options.lastEventId).toString('latin1');
  const method = options.method ?? 'GET';
  try {
    return request({
      createConnection: () => dial.socket,
      maxHeaderSize: MAX_HEAD_BYTES,
      path: target,
      method,
      headers: { Host: host, ...headers, ...options.headers },
    }).end(bytes);
  } catch (error) {
    dial.socket.destroy();
    throw error;
  }
}

type Answered = (answer: IncomingMessage | null, failure: Failure | null, setCookies?: readonly string[]) => void;

/**
 * Calls back once, with the head of the answer, and ends the connection unless a stream of events begins. Does so at
 * once, not through a promise: the stream must have its listeners before what came with the head is read.
 */
function whenAnswered(asked: ClientRequest, dial: Dial, timeoutMs: number, answered: Answered): void {
  let waiting = true;
  const settle: Answered = (answer, failure, setCookies) => {
    if (!waiting) return;
    waiting = false;
    clearTimeout(timer);
    if (failure) dial.socket.destroy();
    answered(answer, failure, setCookies);
  };
  const timer = setTimeout(() => settle(null, dial.timeout(timeoutMs, 'head of an answer')), timeoutMs);
  asked.on('response', (answer) => settle(answer, refusalOf(answer), answer.headers['set-cookie']));
  asked.on('error', (error) => settle(null, dial.failure(error, 'before the head of the answer')));
}

/** Anything but a stream of events is not what was asked for, 204 included: it means that there is none. */
function refusalOf(answer: IncomingMessage): Failure | null {
  const status = answer.statusCode ?? 0;
  if (status !== 200) {
    const cause = `status ${Math.floor(status / 100)}xx` as Failure['cause'];
    return { cause, why: `the peer answered with status ${status}` };
  }
  const type = answer.headers['content-type'] ?? '';
  if (/^text\/event-stream *(;|$)/i.test(type)) return null;
  return { cause: 'protocol', why: `the answer is ${type || 'of no type'}, not text/event-stream` };
}
