/**
 * `t.websocket` for one user: opens connections with the `ws` library over our own sockets, and counts openings and
 * messages as steps. What a peer does never throws; every connection is gone when the user is.
 */
import type { ClientRequest, IncomingMessage } from 'node:http';
import { WebSocket } from 'ws';
import { PlanMistakeError } from '../../../../plan/mistake.ts';
import type { WebSocketConnection, WebSocketOptions } from '../../../../plan/protocols/websocket.ts';
import { addressOf, admit, type RouteOptions } from '../../../http/address.ts';
import { NO_COOKIES, type UserCookies, withCookies } from '../../../http/cookies.ts';
import { authorized, stepName, targetOf } from '../../../http/request.ts';
import type { Origin } from '../../../http/wire/client.ts';
import type { Failure } from '../../../http/wire/failure.ts';
import type { StepDesk } from '../../count/desk.ts';
import { mostOf, OpenStep, timeoutMsOf } from '../../count/open-step.ts';
import { checkGiven } from '../../options.ts';
import { pastTheEnd } from '../../past-the-end.ts';
import { unobserved } from '../../user/step-traffic.ts';
import { Dial, MAX_HEAD_BYTES } from '../dial.ts';
import { WEBSOCKET } from '../options.ts';
import { JourneyWebSocket } from './connection.ts';

/** More than any user needs: a journey that reaches it forgets to close, and would soon take every port there is. */
const MAX_OPEN = 100;

export class JourneyWebSockets {
  readonly #desk: StepDesk;
  #base: string;
  readonly #reach: RouteOptions;
  readonly #cookies: UserCookies;
  readonly #open = new Set<JourneyWebSocket>();
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

  /** Resolves when the opening has succeeded or failed; throws only for what a journey got wrong. */
  open = async (path: string, options: WebSocketOptions = {}): Promise<WebSocketConnection> => {
    if (this.#desk.signal.aborted) await pastTheEnd();
    checkGiven(this.#desk, 't.websocket', options, WEBSOCKET);
    const { origin, rest, authorization } = addressOf(path, this.#base);
    const target = targetOf(rest, undefined);
    const at = admit(origin, this.#base, this.#reach);
    const timeoutMs = timeoutMsOf(options.timeout);
    const most = mostOf('maxMessageBytes', options.maxMessageBytes);
    if (this.#open.size >= MAX_OPEN)
      throw new PlanMistakeError(
        `this user holds ${MAX_OPEN} WebSockets open; close each when the journey is done with it`,
      );
    const name = options.name ?? stepName('WS', target);
    const step = new OpenStep(this.#desk, 'request', name, options.tags);
    const place = { ...at, target };
    const own = this.#desk.defaults.sent(origin, authorized(options.headers, authorization));
    const headers = withCookies(own, this.#cookies.cookiesFor(place));
    const { dial, socket } = dialled(step, at, origin.replace(/^http/, 'ws') + target, {
      ...options,
      headers,
      maxMessageBytes: most,
    });
    const connection = new JourneyWebSocket(this.#desk, { name, tags: options.tags, most }, socket, dial);
    this.#open.add(connection);
    socket.once('close', () => this.#open.delete(connection));
    if (this.#closed) connection.abort();
    const { status, failure, setCookies } = await opening(socket, dial, timeoutMs);
    this.#cookies.keepCookies(setCookies, place);
    connection.opened(status, failure);
    const bytes = dial.takeBytes();
    step.end(failure, bytes.sent, bytes.received);
    return connection;
  };

  /** Ends every connection at once, without ceremony. */
  close = (): void => {
    this.#closed = true;
    this.#desk.signal.removeEventListener('abort', this.close);
    for (const connection of this.#open) connection.abort();
  };
}

function dialled(step: OpenStep, at: Origin, url: string, options: WebSocketOptions) {
  try {
    const dial = new Dial(at, 'http/1.1');
    return { dial, socket: socketOver(dial, url, options) };
  } catch (error) {
    step.drop();
    throw error;
  }
}

function socketOver(
  dial: Dial,
  url: string,
  { protocols = [], headers, maxMessageBytes = 0, compressed = false }: WebSocketOptions,
): WebSocket {
  try {
    const open = (): WebSocket =>
      new WebSocket(url, [...protocols], {
        createConnection: () => dial.socket,
        headers: { 'User-Agent': 'seatrial', ...headers },
        perMessageDeflate: compressed,
        maxPayload: maxMessageBytes,
        maxHeaderSize: MAX_HEAD_BYTES,
        followRedirects: false,
      });
    return unobserved(open);
  } catch (error) {
    dial.socket.destroy();
    throw error;
  }
}

interface Opening {
  status: number;
  setCookies: readonly string[];
  failure: Failure | null;
}

/** Waits for the peer's answer to the opening; ends the connection where there is none in time. */
function opening(socket: WebSocket, dial: Dial, timeoutMs: number): Promise<Opening> {
  return new Promise((resolve) => {
    let status = 0;
    let setCookies: readonly string[] = [];
    const heard = ({ statusCode = 0, headers }: IncomingMessage): void => {
      status = statusCode;
      setCookies = headers['set-cookie'] ?? [];
    };
    const settle = (failure: Failure | null): void => {
      clearTimeout(timer);
      resolve({ status, setCookies, failure });
      if (failure) {
        socket.terminate();
        dial.socket.destroy();
      }
    };
    const timer = setTimeout(() => settle(dial.timeout(timeoutMs, 'answer to the opening')), timeoutMs);
    socket.on('upgrade', heard);
    socket.on('open', () => settle(null));
    socket.on('error', (error) => settle(dial.failure(error, 'as the answer to the opening')));
    socket.on('unexpected-response', (_request: ClientRequest, answer: IncomingMessage) => {
      heard(answer);
      const cause = `status ${Math.floor(status / 100)}xx` as Failure['cause'];
      settle({ cause, why: `the peer answered the opening with status ${status}` });
    });
  });
}
