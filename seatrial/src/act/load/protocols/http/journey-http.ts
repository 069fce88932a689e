/**
 * `t.http` for one user: sends through the user's own connections, counts the request as a step, and records the
 * operation or access a request stands for. What a peer does never throws; a request that makes no sense does.
 *
 * Cookies, redirects, decoding and passing bodies cost a request that does not use them a comparison each.
 */

import type { Access, Operation } from '../../../../evidence/records.ts';
import { DoubtfulValue, textOf } from '../../../../plan/mistake.ts';
import type { Http, HttpResponse, RequestOptions } from '../../../../plan/protocols/http.ts';
import { credentialsIn } from '../../../../std/sent-credentials.ts';
import type { OpenOperation } from '../../../history/history.ts';
import { addressOf, admit, type RouteOptions } from '../../../http/address.ts';
import { CookieJar, type CookiePlace, type UserCookies } from '../../../http/cookies.ts';
import { decoded } from '../../../http/decoded-body.ts';
import { isFormData, withoutFormData } from '../../../http/fetch-body.ts';
import { shownPlace } from '../../../http/place.ts';
import { follow, type Hop, isRedirect, type Trail } from '../../../http/redirects.ts';
import {
  authorized,
  bodyOf,
  encodingHeader,
  headerBlockOf,
  isStreamed,
  stepName,
  targetOf,
} from '../../../http/request.ts';
import { type BodySink, PassingBody } from '../../../http/wire/body-sink.ts';
import { type Exchange, HttpClient, type Origin } from '../../../http/wire/client.ts';
import { joined, unanswered } from '../../../http/wire/exchange.ts';
import type { StepDesk } from '../../count/desk.ts';
import type { SetupWaits } from '../../count/setup-waits.ts';
import type { TagSet } from '../../count/tag-sets.ts';
import type { Begun } from '../../count/under-way.ts';
import { checkGiven, milliseconds, telling } from '../../options.ts';
import { pastTheEnd } from '../../past-the-end.ts';
import { PendingAnswer } from '../../pending-answer.ts';
import { type Asked, accessOf } from './access-meaning.ts';
import { JourneyResponse } from './journey-response.ts';
import { LoginByToken } from './login-by-token.ts';
import { closeOperation, openOperation } from './request-meaning.ts';
import { REQUEST } from './request-options.ts';
import { isUnnamed } from './unnamed-status.ts';

const TIMEOUT_MS = 30_000;
const MAX_DECODED_BYTES = 256 * 1024 * 1024;
const PLAIN: RequestOptions = Object.freeze({});
const PLAINLY: Asked = { method: 'GET', target: '' };
const OWN_COOKIES = /^cookie:/im;

/** What the requests of one user are counted on; `UserDesk` is one. */
export interface RequestDesk extends StepDesk {
  /** In a setup only. */
  readonly waits?: SetupWaits | undefined;
  /** A success of this step had a status that the request had not named. */
  unnamedStatus(step: string, status: number): void;
  /** A success of this step led to this place; `status` where that redirect was not followed. */
  led(step: string, to: string, status?: number): void;
  begin(op: Operation['op'], key: string, value: string | null, origin?: string): OpenOperation;
  access(attempt: Omit<Access, 'kind' | 'phase' | 'journey'>): void;
}

/** What carries requests: HTTP/1.1, or another version with the same face. */
export type Carrier = Pick<HttpClient, 'exchange' | 'close'> & Partial<Pick<HttpClient, 'send'>>;

/** An origin this user has spoken to, and the connections there. */
interface Peer {
  readonly at: Origin;
  /** The header lines of a request that has none itself. */
  readonly headerBlock: string;
  readonly client: Carrier;
}

/** From a method and a path to what they come to. */
interface Route {
  readonly method: string;
  readonly path: string;
  readonly target: string;
  readonly peer: Peer;
  readonly step: string;
  /** Header lines. */
  readonly headerBlock: string;
}

export class JourneyHttp implements Http, UserCookies {
  readonly #desk: RequestDesk;
  #base: string;
  readonly #reach: RouteOptions;
  readonly #carrierTo: (at: Origin) => Carrier;
  readonly #peers = new Map<string, Peer>();
  /** Clients that carry one request each. */
  readonly #alone = new Set<Carrier>();
  #last: Route | null = null;
  /** Null until a peer sets the first cookie. */
  #jar: CookieJar | null = null;
  readonly #login = new LoginByToken();

  /** `base` is the origin of the journey's system, `reach` how it is reached; HTTP/1.1 unless `carrierTo` is told. */
  constructor(
    desk: RequestDesk,
    base: string,
    reach: RouteOptions = {},
    carrierTo: (at: Origin) => Carrier = (at) => new HttpClient(at, { nowUs: desk.nowUs }),
  ) {
    this.#desk = desk;
    this.#base = base;
    this.#reach = reach;
    this.#carrierTo = carrierTo;
  }

  get = (path: string, options?: RequestOptions): Promise<HttpResponse> => this.request('GET', path, options);
  head = (path: string, options?: RequestOptions): Promise<HttpResponse> => this.request('HEAD', path, options);
  post = (path: string, options?: RequestOptions): Promise<HttpResponse> => this.request('POST', path, options);
  put = (path: string, options?: RequestOptions): Promise<HttpResponse> => this.request('PUT', path, options);
  patch = (path: string, options?: RequestOptions): Promise<HttpResponse> => this.request('PATCH', path, options);
  delete = (path: string, options?: RequestOptions): Promise<HttpResponse> => this.request('DELETE', path, options);

  request(method: string, path: string, options?: RequestOptions): Promise<HttpResponse> {
    return options === undefined
      ? this.#plain(method, path)
      : PendingAnswer.of(this.#desk, this.#any(method, path, options));
  }

  /** The common case, a request without options. One promise only: a second one costs a tenth of the time. */
  #plain(method: string, path: string): Promise<HttpResponse> {
    return new PendingAnswer((resolve, reject) => {
      if (this.#desk.signal.aborted) return resolve(pastTheEnd());
      const { peer, target, step, headerBlock: fields } = this.#admitted(method, path);
      const { client } = peer;
      if (client.send === undefined) return void this.#any(method, path, PLAIN).then(resolve, reject);
      const dueUs = this.#desk.takeDueUs();
      const headerBlock = this.#withCookies(peer, target, fields);
      const startedUs = this.#desk.nowUs();
      const one = this.#desk.underWay.begin(step, 'request', startedUs);
      const settle = (exchange: Exchange): void => {
        if (exchange.cause !== null && exchange.unsendable === true) {
          reject(this.#unsendable(one, null, exchange));
          return;
        }
        if (exchange.setsCookies) this.#keepCookies(peer, target, exchange);
        const response = new JourneyResponse(exchange, PLAIN, null);
        if (response.cause !== null) response.hide(credentialsIn(target, headerBlock));
        this.#desk.waits?.heard(this, step, asked(method, peer, target, fields), response.cause !== null);
        resolve(this.#record(one, null, dueUs, exchange, response, null, PLAIN));
      };
      client.send(method, target, headerBlock, null, TIMEOUT_MS, this.#desk.signal, null, settle, startedUs);
    }, this.#desk);
  }

  async #any(method: string, path: string, given: RequestOptions): Promise<HttpResponse> {
    if (this.#desk.signal.aborted) await pastTheEnd();
    const options = isFormData(given?.body) ? await telling(this.#desk, () => withoutFormData(given)) : given;
    const { origin, target, headerBlock, body, peer, step, tags } = this.#prepared(method, path, options);
    const into = options.into === undefined ? null : new PassingBody(options.into);
    const timeoutMs = options.timeout === undefined ? TIMEOUT_MS : milliseconds('timeout', options.timeout);
    const most = options.redirects ?? 0;
    const operation = openOperation(this.#desk, options, origin);
    const dueUs = this.#desk.takeDueUs();
    const one = this.#desk.underWay.begin(step, 'request', this.#desk.nowUs());
    const alone = options.newConnection === true;
    let exchange = await this.#send(peer, alone, method, target, headerBlock, body, timeoutMs, into);
    if (exchange.setsCookies) this.#keepCookies(peer, target, exchange);
    let trail: Trail | null = null;
    if (most > 0 && isRedirect(exchange)) {
      const hop = { origin, method, target, headerBlock, body };
      ({ exchange, trail } = await this.#follow(exchange, hop, most, timeoutMs, into, options));
    }
    if (exchange.cause !== null && exchange.unsendable === true) throw this.#unsendable(one, operation, exchange);
    if (options.compressed === true) exchange = await decode(exchange);
    const response = new JourneyResponse(exchange, options, into);
    if (response.cause !== null) response.hide(credentialsIn(target, this.#withCookies(peer, target, headerBlock)));
    if (body === null)
      this.#desk.waits?.heard(this, step, asked(method, peer, target, headerBlock), response.cause !== null);
    return this.#record(one, tags, dueUs, exchange, response, operation, options, trail, { method, target });
  }

  /** What is to be sent, and how it is counted. Throws, and tells the desk, where that makes no sense. */
  #prepared(method: string, path: string, options: RequestOptions) {
    try {
      checkGiven(this.#desk, 't.http', options, REQUEST);
      const { origin, rest, authorization } = addressOf(path, this.#base);
      const target = targetOf(rest, options.query);
      const given = options.body;
      const headers = this.#desk.defaults.with(origin, authorized(options.headers, authorization));
      const { bytes: body, headerBlock: ofBody } = isStreamed(given)
        ? { bytes: given, headerBlock: '' }
        : bodyOf(options, headers);
      let headerBlock = headerBlockOf(headers) + ofBody;
      if (options.compressed === true) headerBlock += encodingHeader(headers, options.into);
      this.#login.sent(headerBlock);
      const peer = this.#peer(origin);
      const step = options.name ?? stepName(textOf('the method', method), target);
      const tags = options.tags === undefined ? null : this.#desk.tagged(options.tags);
      return { origin, target, headerBlock, body, peer, step, tags };
    } catch (error) {
      throw this.#desk.refused(error);
    }
  }

  /** As `#routeOf`; what makes no sense is told to the desk, because the journey may catch it. */
  #admitted(method: string, path: string): Route {
    try {
      return this.#routeOf(method, path);
    } catch (error) {
      throw this.#desk.refused(error);
    }
  }

  /** From here on paths are on this origin; connections to others are kept. */
  moveTo(base: string): void {
    this.#base = base;
    this.#last = null;
  }

  /** From here on the user is one the service has not seen. */
  forgetCookies = (): void => {
    this.#jar = null;
  };

  /** Whether the user was given cookies, or a token by a login, so that the service may know it again. */
  get hasSession(): boolean {
    return this.#jar !== null || this.#login.done;
  }

  cookiesFor(place: CookiePlace): string {
    return this.#jar?.valueFor(place) ?? '';
  }

  keepCookies(setCookies: readonly string[], place: CookiePlace): void {
    if (setCookies.length === 0) return;
    this.#jar ??= new CookieJar();
    for (const cookie of setCookies) this.#jar.take(cookie, place);
  }

  close(): void {
    for (const { client } of this.#peers.values()) client.close();
    for (const client of this.#alone) client.close();
    this.#peers.clear();
    this.#last = null;
  }

  #record(
    one: Begun,
    tags: TagSet | null,
    dueUs: number | null,
    exchange: Exchange,
    response: HttpResponse,
    operation: OpenOperation | null,
    options: RequestOptions,
    trail: Trail | null = null,
    asked: Asked = PLAINLY,
  ): HttpResponse {
    const { startedUs, endedUs, bytesSent, bytesReceived } = exchange;
    const { cause, why } = response;
    const failed = cause !== null;
    const done = { dueUs: dueUs ?? startedUs, startedUs, endedUs, failed, cause, why, bytesSent, bytesReceived };
    if (!failed) this.#answered(one.step, exchange, options);
    if (trail !== null && !failed) this.#desk.led(one.step, shownPlace(trail.url, this.#base));
    this.#desk.completed(one, done, tags);
    if (operation) this.#close(operation, response, exchange, options, trail, asked.method);
    if (options.access) this.#desk.access(accessOf(options.access, response, trail, asked));
    return response;
  }

  /** What is noted of a success: a status that nobody named, and where a redirect that was not followed leads. */
  #answered(step: string, exchange: Exchange, options: RequestOptions): void {
    const { status } = exchange;
    if (isUnnamed(status, options)) this.#desk.unnamedStatus(step, status);
    if (status < 300 || status >= 400) return;
    const { location } = exchange.headers;
    if (location !== undefined) this.#desk.led(step, shownPlace(location, this.#base), status);
  }

  /** The request is none of the peer's, and counts as none. */
  #unsendable(one: Begun, operation: OpenOperation | null, { why, bytesSent }: Exchange): Error {
    const error = this.#desk.refused(new DoubtfulValue(`${one.step}: ${why}`));
    this.#desk.underWay.end(one);
    operation?.end(bytesSent === 0 ? 'failed' : 'unknown', { why });
    return error;
  }

  /** An `acknowledged` that answers neither true nor false is told to the desk, because the journey may catch it. */
  #close(
    operation: OpenOperation,
    response: HttpResponse,
    exchange: Exchange,
    options: RequestOptions,
    trail: Trail | null,
    method: string,
  ): void {
    try {
      closeOperation(operation, response, exchange, options, trail, method);
    } catch (error) {
      throw this.#desk.refused(error);
    }
  }

  #send(
    peer: Peer,
    alone: boolean,
    method: string,
    target: string,
    headerBlock: string,
    body: Hop['body'],
    timeoutMs: number,
    into: BodySink | null,
  ): Promise<Exchange> {
    const fields = this.#withCookies(peer, target, headerBlock);
    if (alone) return this.#sendAlone(peer, method, target, fields, body, timeoutMs, this.#desk.signal, into);
    return peer.client.exchange(method, target, fields, body, timeoutMs, this.#desk.signal, into);
  }

  async #sendAlone({ at }: Peer, ...request: Parameters<Carrier['exchange']>): Promise<Exchange> {
    const client = this.#carrierTo(at);
    this.#alone.add(client);
    const exchange = await client.exchange(...request);
    this.#alone.delete(client);
    client.close();
    return exchange;
  }

  #withCookies({ at: { host, secure } }: Peer, target: string, headerBlock: string): string {
    if (this.#jar === null || OWN_COOKIES.test(headerBlock)) return headerBlock;
    return headerBlock + this.#jar.lineFor({ host, secure, target });
  }

  #keepCookies({ at: { host, secure } }: Peer, target: string, { headers }: Exchange): void {
    this.keepCookies(headers['set-cookie']?.split('\n') ?? [], { host, secure, target });
  }

  #follow(
    answer: Exchange,
    from: Hop,
    most: number,
    timeoutMs: number,
    into: BodySink | null,
    { headers: own, newConnection: alone = false }: RequestOptions,
  ) {
    return follow(
      answer,
      from,
      most,
      this.#base,
      this.#reach,
      async ({ origin, method, target, headerBlock, body }, spentMs) => {
        const peer = this.#peer(origin);
        const headers = this.#desk.defaults.moved(headerBlock, origin, own);
        const exchange = await this.#send(peer, alone, method, target, headers, body, timeoutMs - spentMs, into);
        if (exchange.setsCookies) this.#keepCookies(peer, target, exchange);
        return exchange;
      },
    );
  }

  /** The way of a plain request, which usually is that of the one before. */
  #routeOf(method: string, path: string): Route {
    const last = this.#last;
    if (last !== null && last.path === path && last.method === method) return last;
    const { origin, rest, authorization } = addressOf(path, this.#base);
    const target = targetOf(rest, undefined);
    const peer = this.#peer(origin);
    const own = { Authorization: authorization };
    const headerBlock = authorization === '' ? peer.headerBlock : headerBlockOf(this.#desk.defaults.with(origin, own));
    this.#login.sent(headerBlock);
    this.#last = { method, path, target, peer, step: stepName(method, target), headerBlock };
    return this.#last;
  }

  /** Throws when the plan may not go there, or when a certificate cannot be used. */
  #peer(origin: string): Peer {
    let peer = this.#peers.get(origin);
    if (!peer) {
      const at = admit(origin, this.#base, this.#reach);
      peer = { at, headerBlock: this.#desk.defaults.blockFor(origin), client: this.#carrierTo(at) };
      this.#peers.set(origin, peer);
    }
    return peer;
  }
}

/** What was asked, without the cookies of the moment. */
function asked(method: string, { at: { host, port } }: Peer, target: string, headerBlock: string): string {
  return `${method} ${host}:${port}${target}\n${headerBlock}`;
}

/** The same answer with its body decoded; a failure when that body is broken. */
async function decode(exchange: Exchange): Promise<Exchange> {
  const encoding = exchange.body.length === 0 ? undefined : exchange.headers['content-encoding'];
  if (encoding === undefined) return exchange;
  const body = await decoded(exchange.body, encoding, MAX_DECODED_BYTES);
  if (!(body instanceof Uint8Array)) return unanswered(body.cause, body.why, exchange, exchange.endedUs);
  return joined(exchange, exchange, body);
}
