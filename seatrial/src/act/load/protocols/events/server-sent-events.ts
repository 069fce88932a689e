/**
 * `t.events` for one user: asks for a stream of server-sent events and counts its opening and each event as a step.
 * Every stream has a connection of its own, which is gone when the stream is closed or the user is.
 */
import type { ClientRequest, IncomingMessage } from 'node:http';
import { PlanMistakeError } from '../../../../plan/mistake.ts';
import type { HeaderMap } from '../../../../plan/protocols/http.ts';
import type { EventStream, EventStreamOptions } from '../../../../plan/protocols/server-sent-events.ts';
import { addressOf, admit, type RouteOptions } from '../../../http/address.ts';
import { NO_COOKIES, type UserCookies } from '../../../http/cookies.ts';
import { isFormData, withoutFormData } from '../../../http/fetch-body.ts';
import { type Hop, isRedirect, nextHop } from '../../../http/redirects.ts';
import { authorized, bodyOf, headerBlockOf, stepName, targetOf } from '../../../http/request.ts';
import type { Failure } from '../../../http/wire/failure.ts';
import { request } from '../../../systems/plain-http.ts';
import type { StepDesk } from '../../count/desk.ts';
import { mostOf, OpenStep, timeoutMsOf } from '../../count/open-step.ts';
import { checkGiven } from '../../options.ts';
import { pastTheEnd } from '../../past-the-end.ts';
import { unobserved } from '../../user/step-traffic.ts';
import { Dial, MAX_HEAD_BYTES } from '../dial.ts';
import { EVENTS } from '../options.ts';
import { refusedCoding } from './decoded-stream.ts';
import { OpenedStream } from './event-stream.ts';

/** More than any user needs: a journey that reaches it forgets to close, and would soon take every port there is. */
const MAX_OPEN = 100;

export class JourneyEvents {
  readonly #desk: StepDesk;
  #base: string;
  readonly #reach: RouteOptions;
  readonly #cookies: UserCookies;
  readonly #open = new Set<Dial>();
  #closed = false;

  /** `base` is the origin of the journey's system, `reach` how it is reached; `cookies` are the user's. */
  constructor(desk: StepDesk, base: string, reach: RouteOptions = {}, cookies = NO_COOKIES) {
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
    admit(origin, this.#base, this.#reach);
    const timeoutMs = timeoutMsOf(options.timeout);
    mostOf('maxEventCharacters', options.maxEventCharacters);
    if (this.#open.size >= MAX_OPEN)
      throw new PlanMistakeError(
        `this user holds ${MAX_OPEN} event streams open; close each when the journey is done with it`,
      );
    const headers = this.#desk.defaults.with(origin, authorized(options.headers, authorization)) ?? {};
    const { bytes: body, headerBlock: ofBody } = bodyOf(options, headers);
    const headerBlock = headerBlockOf(headersOf({ ...options, headers })) + ofBody;
    const hop = { origin, method: options.method ?? 'GET', target, headerBlock, body };
    const name = options.name ?? stepName('SSE', target);
    const step = new OpenStep(this.#desk, 'request', name, options.tags);
    const most = options.redirects ?? 0;
    return new Promise((resolve, reject) => {
      const opening = { step, name, options, most, untilMs: performance.now() + timeoutMs, timeoutMs, resolve };
      this.#ask(opening, hop, { sent: 0, received: 0, followed: 0 }, reject);
    });
  };

  /** Asks for a stream, and for where a redirect says it is. */
  #ask(opening: Opening, hop: Hop, so: Progress, reject: (error: unknown) => void): void {
    const { step, name, options, most, untilMs, timeoutMs, resolve } = opening;
    try {
      const at = admit(hop.origin, this.#base, this.#reach);
      const place = { ...at, target: hop.target };
      const dial = new Dial(at, 'http/1.1');
      const asked = unobserved(() => requestOver(dial, hop, this.#cookies.cookiesFor(place)));
      this.#open.add(dial);
      dial.socket.once('close', () => this.#open.delete(dial));
      if (this.#closed) dial.abort();
      const late = (): Failure => dial.timeout(timeoutMs, 'head of an answer');
      whenAnswered(asked, dial, untilMs - performance.now(), late, (answer, failure, setCookies = []) => {
        this.#cookies.keepCookies(setCookies, place);
        const bytes = dial.takeBytes();
        const [sent, received, followed] = [so.sent + bytes.sent, so.received + bytes.received, so.followed];
        const location = most > 0 && isRedirect({ status: answer?.statusCode ?? 0 }) && answer?.headers.location;
        const status = answer?.statusCode ?? 0;
        const next = location ? nextHop(hop, status, location, this.#base, this.#reach, { followed, most }) : null;
        if (next !== null && !('why' in next)) {
          const moved = this.#desk.defaults.moved(next.headerBlock, next.origin, options.headers);
          this.#ask(opening, { ...next, headerBlock: moved }, { sent, received, followed: followed + 1 }, reject);
          return;
        }
        const ending: Failure | null = next ?? failure;
        step.end(ending, sent, received);
        resolve(new OpenedStream(this.#desk, name, dial, { asked, answer, failure: ending }, options));
      });
    } catch (error) {
      step.drop();
      reject(error);
    }
  }

  /** Ends every stream at once. */
  close = (): void => {
    this.#closed = true;
    this.#desk.signal.removeEventListener('abort', this.close);
    for (const dial of this.#open) dial.abort();
  };
}

/** One stream that is being opened. */
interface Opening {
  readonly step: OpenStep;
  readonly name: string;
  readonly options: EventStreamOptions;
  /** How many redirects may be followed. */
  readonly most: number;
  readonly timeoutMs: number;
  /** When that has passed, on the clock of `performance`. */
  readonly untilMs: number;
  readonly resolve: (stream: EventStream) => void;
}

/** What was done for it before. */
interface Progress {
  readonly sent: number;
  readonly received: number;
  readonly followed: number;
}

function headersOf({ headers, lastEventId }: EventStreamOptions): HeaderMap {
  const own = new Set(Object.keys(headers ?? {}).map((name) => name.toLowerCase()));
  // As UTF-8, byte by byte: what is sent of a text is Latin-1.
  const last = lastEventId === undefined ? {} : { 'Last-Event-ID': Buffer.from(lastEventId).toString('latin1') };
  const usual = { Accept: 'text/event-stream', 'Cache-Control': 'no-cache', ...last };
  const missing = Object.entries(usual).filter(([name]) => !own.has(name.toLowerCase()));
  return { ...Object.fromEntries(missing), ...headers };
}

function requestOver(dial: Dial, { origin, method, target, headerBlock, body }: Hop, cookies: string): ClientRequest {
  const block = cookies === '' || /^cookie:/im.test(headerBlock) ? headerBlock : `${headerBlock}Cookie: ${cookies}\r\n`;
  const lines = block.split('\r\n').slice(0, -1);
  const fields = lines.map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()]);
  try {
    return request({
      createConnection: () => dial.socket,
      maxHeaderSize: MAX_HEAD_BYTES,
      path: target,
      method,
      headers: { Host: new URL(origin).host, ...Object.fromEntries(fields) },
    }).end(body);
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
function whenAnswered(
  asked: ClientRequest,
  dial: Dial,
  withinMs: number,
  late: () => Failure,
  answered: Answered,
): void {
  let waiting = true;
  const settle: Answered = (answer, failure, setCookies) => {
    if (!waiting) return;
    waiting = false;
    clearTimeout(timer);
    if (failure) dial.socket.destroy();
    answered(answer, failure, setCookies);
  };
  const timer = setTimeout(() => settle(null, late()), Math.max(0, withinMs));
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
  if (/^text\/event-stream *(;|$)/i.test(type)) return refusedCoding(answer.headers['content-encoding']);
  return { cause: 'protocol', why: `the answer is ${type || 'of no type'}, not text/event-stream` };
}
