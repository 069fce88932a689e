/**
 * What clients of the journey's own ask while a `t.step` runs: `fetch`, undici, `node:http` and what is built on them. Node tells of
 * each request on its diagnostics channels; the step that began it is known by its async context, so that steps of many users
 * do not mix. It judges nothing: it knows which answers said no, and how many requests had no complete answer, or have had none yet.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { subscribe } from 'node:diagnostics_channel';
import { shownPlace } from '../../http/place.ts';
import { type BodyEnd, type RequestStart, StepRequest } from './step-request.ts';

/** The status of what got no answer, as an answer of `t.http` has it. */
export const NO_ANSWER = 0;

/** A request that was given up so soon after another's answer lost a race to it: turns of the event loop, or a time. */
const RACE_TURNS = 3;
const RACE_US = 25_000;
/** A body that nobody reads, which its peer has kept back for so long after the iteration, was not just on its way. */
const LEFT_US = 1_000_000;

/** What one step has asked. */
export class StepTraffic {
  /** Statuses from 400 up, each once an answer. */
  readonly refusals: number[] = [];
  /** Where its answers led: with a status, by a redirect that it did not follow. */
  readonly led: { readonly to: string; readonly status?: number }[] = [];
  /** Redirects of which nothing has come so far. */
  readonly #redirects: { readonly url: string; readonly status: number; readonly from: StepRequest }[] = [];
  /** Requests that have had no answer so far. */
  readonly #open = new Set<StepRequest>();
  /** Requests whose answer has begun and not ended. */
  readonly #bodies = new Set<StepRequest>();
  readonly #answers: StepRequest[] = [];
  /** Those whose head or end came just now. */
  readonly #fresh = new Set<StepRequest>();
  /** Those that were given up just after another, which was under way beside them, was answered. */
  readonly #lost = new Set<StepRequest>();
  readonly #givenUp: StepRequest[] = [];
  #broken = 0;
  readonly #nowUs: () => number;
  /** Is told of each request without a complete answer, from when the step has returned. */
  #tellBroken: (() => void) | null = null;
  #leftUs: number | null = null;
  #ended: (() => void) | null = null;
  /** Whether the step has returned; what is asked from here on is not of it. */
  over = false;

  constructor(nowUs: () => number) {
    this.#nowUs = nowUs;
  }

  /** Whether an answer of it has begun and not ended. */
  get isOpen(): boolean {
    return this.#bodies.size > 0;
  }

  begun(asked: RequestStart): StepRequest {
    const request = new StepRequest(asked, this.#nowUs());
    const url = asked.origin + asked.path;
    const redirect = this.#redirects.findIndex((other) => other.url === url);
    if (redirect >= 0) request.first = this.#redirects.splice(redirect, 1)[0]?.from ?? request;
    this.#open.add(request);
    return request;
  }

  /** The head of an answer came. */
  answered(request: StepRequest, status: number, header: (name: string) => string | undefined): void {
    if (!this.#open.delete(request) || this.over) return;
    request.answered(status, header, this.#nowUs());
    this.#bodies.add(request);
    if (status >= 400) this.refusals.push(status);
    else {
      this.#lead(request, status, header('location'));
      this.#answers.push(request);
      this.#refresh(request, RACE_TURNS);
    }
  }

  #lead(request: StepRequest, status: number, location: string | undefined): void {
    const here = request.origin + request.path;
    if (status >= 300 && location !== undefined && URL.canParse(location, here)) {
      const { origin, pathname, search } = new URL(location, here);
      this.#redirects.push({ url: origin + pathname + search, status, from: request.first });
    } else if (request.first !== request) {
      this.led.push({ to: shownPlace(here, request.first.origin) });
    }
  }

  heard(request: StepRequest, bytes: number): void {
    request.heard(bytes, this.#nowUs());
  }

  /** All of an answer came, or no more of it will. */
  ended(request: StepRequest, how: BodyEnd): void {
    if (!this.#bodies.delete(request)) return;
    request.endedUs = this.#nowUs();
    if (this.#bodies.size === 0) this.#ended?.();
    if (how === 'complete') this.#refresh(request, RACE_TURNS);
    else this.#brokeOff(request, how, request.endedUs);
  }

  #brokeOff(request: StepRequest, how: BodyEnd, endedUs: number): void {
    request.accepted = false;
    if (how === 'cut' && (this.#leftUs === null || request.isKeptBack())) this.#count();
    else if (this.#isLeft(request)) this.#count();
    else if (!request.wasWaitedForInVain(endedUs)) return;
    else if (!this.over) this.#giveUp(request);
    else if (!this.#isSpared(request)) this.#count();
  }

  /** A request failed, before its answer or in it. */
  broke(request: StepRequest, error: unknown): void {
    if (this.#bodies.has(request)) this.ended(request, request.endBy(error));
    if (!this.#open.delete(request) || this.over) return;
    request.endedUs = this.#nowUs();
    if (request.endBy(error) === 'given up') this.#giveUp(request);
    else this.#broken++;
  }

  /**
   * The step has returned. What it asked in the same breath is begun a few turns later: `told` learns afterwards whether a
   * request of it was left without an answer; `broken` is called for each that had no complete one, also where that shows later.
   */
  leave(told: (isLeft: boolean) => void, broken: () => void): void {
    setImmediate(() => {
      this.over = true;
      this.#tellBroken = broken;
      this.#giveUpDestroyed();
      for (const { url, status, from } of this.#redirects) this.led.push({ to: shownPlace(url, from.origin), status });
      for (let count = this.#broken; count > 0; count--) broken();
      for (const request of this.#givenUp) if (!this.#isSpared(request)) broken();
      told(this.#open.size > 0);
    });
  }

  /** Of a request that was destroyed `node:http` tells a while later. */
  #giveUpDestroyed(): void {
    for (const request of [...this.#open].filter((one) => one.isDestroyed())) {
      this.#open.delete(request);
      request.endedUs = this.#nowUs();
      this.#giveUp(request);
    }
  }

  /** The iteration of the step is over: nobody waits for what is still open. `ended` learns when nothing is. */
  left(ended: () => void): void {
    this.#leftUs = this.#nowUs();
    this.#ended = ended;
  }

  /** The phase is cut: tells of the bodies that never came. */
  cut(): void {
    for (const request of this.#bodies) if (this.#isLeft(request)) this.#count();
    this.#bodies.clear();
  }

  /** Whether the body was kept back by its peer until long after anybody could wait for it. */
  #isLeft(request: StepRequest): boolean {
    return this.#leftUs !== null && this.#nowUs() - this.#leftUs >= LEFT_US && request.isKeptBack();
  }

  #count(): void {
    if (this.#tellBroken === null) this.#broken++;
    else this.#tellBroken();
  }

  #giveUp(request: StepRequest): void {
    this.#givenUp.push(request);
    const nowUs = this.#nowUs();
    const isJust = (atUs: number | null): boolean => atUs !== null && nowUs - atUs <= RACE_US;
    for (const other of this.#answers) {
      const wasBeside = other !== request && (other.endedUs ?? nowUs) >= request.begunUs;
      const isFresh = this.#fresh.has(other) || isJust(other.answeredUs) || isJust(other.endedUs);
      if (wasBeside && isFresh) this.#lost.add(request);
    }
  }

  #refresh(request: StepRequest, turns: number): void {
    this.#fresh.add(request);
    setImmediate(() => (turns > 1 ? this.#refresh(request, turns - 1) : this.#fresh.delete(request)));
  }

  /** A request that the step gave up is no failure where it lost a race, or the same was answered since: a hedge, or asked again. */
  #isSpared(given: StepRequest): boolean {
    if (this.#lost.has(given)) return true;
    const isSince = ({ answeredUs }: StepRequest): boolean => answeredUs !== null && answeredUs >= given.begunUs;
    return this.#answers.some((other) => other !== given && other.accepted && isSince(other) && other.isSameAs(given));
  }
}

/** A request as undici and `node:http` show it. */
interface Shown {
  readonly method: string;
  readonly path: string;
  /** undici. */
  readonly origin?: string | URL;
  /** `node:http`. */
  readonly protocol?: string;
  readonly host?: string;
  readonly getHeader?: (name: string) => unknown;
  readonly destroyed?: boolean;
}

interface Told {
  readonly request: Shown;
  readonly response?: {
    readonly statusCode?: number;
    /** undici: names and values in turn; `node:http`: by name. */
    readonly headers?: readonly Uint8Array[] | Readonly<Record<string, string | undefined>>;
  };
  readonly chunk?: Uint8Array;
  readonly error?: unknown;
}

/** An answer of `node:http`. */
interface Incoming {
  readonly complete: boolean;
  readonly socket: { readonly readableEnded: boolean; readonly errored: unknown; readonly bytesRead: number } | null;
  once(event: 'close', listener: () => void): void;
}

const within = new AsyncLocalStorage<StepTraffic | undefined>();
/** Whose a request is: its answer comes on a connection that another step may have made. */
const owners = new WeakMap<Shown, { readonly traffic: StepTraffic; readonly request: StepRequest }>();
let listening = false;

/** Runs the work of a step; what it asks from here on, also later, is told to `traffic`. */
export function observed<T>(traffic: StepTraffic, work: () => T): T {
  if (!listening) listen();
  return within.run(traffic, work);
}

/** Runs what Seatrial itself asks for the journey, which is counted where it is asked. */
export function unobserved<T>(work: () => T): T {
  return listening ? within.run(undefined, work) : work();
}

function listen(): void {
  listening = true;
  for (const channel of ['undici:request:create', 'http.client.request.created']) subscribe(channel, begun);
  for (const channel of ['undici:request:headers', 'http.client.response.finish']) subscribe(channel, answered);
  for (const channel of ['undici:request:error', 'http.client.request.error']) subscribe(channel, broken);
  subscribe('undici:request:bodyChunkSent', sent);
  subscribe('undici:request:bodyChunkReceived', heard);
  subscribe('undici:request:trailers', complete);
}

function begun(message: unknown): void {
  const traffic = within.getStore();
  if (traffic === undefined || traffic.over) return;
  const { request } = message as Told;
  const { method, path } = request;
  const told = { tellsBodies: request.origin !== undefined, isDestroyed: () => request.destroyed === true };
  owners.set(request, { traffic, request: traffic.begun({ method, path, origin: originOf(request), ...told }) });
}

function originOf(request: Shown): string {
  if (request.origin !== undefined) return String(request.origin);
  return `${request.protocol ?? 'http:'}//${String(request.getHeader?.('host') ?? request.host)}`;
}

function answered(message: unknown): void {
  const { request: shown, response } = message as Told;
  const owner = owners.get(shown);
  if (owner === undefined) return;
  const { traffic, request } = owner;
  traffic.answered(request, response?.statusCode ?? 0, (name) => headerOf(response?.headers, name));
  if (response !== undefined && 'complete' in response) watch(owner, response as unknown as Incoming);
}

function headerOf(headers: NonNullable<Told['response']>['headers'], name: string): string | undefined {
  if (!Array.isArray(headers)) return (headers as Readonly<Record<string, string | undefined>> | undefined)?.[name];
  const at = headers.findIndex((field, index) => index % 2 === 0 && String(field).toLowerCase() === name);
  return at < 0 ? undefined : String(headers[at + 1]);
}

/** `node:http` does not tell how an answer ended; a listener of `error` would change what the journey sees. */
function watch({ traffic, request }: { traffic: StepTraffic; request: StepRequest }, response: Incoming): void {
  const { socket } = response;
  const atHead = socket?.bytesRead ?? 0;
  request.measureBy(() => (socket?.bytesRead ?? 0) - atHead);
  response.once('close', () => {
    const byPeer = socket === null || socket.readableEnded || socket.errored !== null;
    traffic.ended(request, response.complete ? 'complete' : byPeer ? 'cut' : 'given up');
  });
}

function sent(message: unknown): void {
  const { request: shown, chunk } = message as Told;
  if (chunk !== undefined) owners.get(shown)?.request.sent(chunk);
}

function heard(message: unknown): void {
  const { request: shown, chunk } = message as Told;
  const owner = owners.get(shown);
  owner?.traffic.heard(owner.request, chunk?.length ?? 0);
}

function complete(message: unknown): void {
  const owner = owners.get((message as Told).request);
  owner?.traffic.ended(owner.request, 'complete');
}

function broken(message: unknown): void {
  const { request: shown, error } = message as Told;
  const owner = owners.get(shown);
  owner?.traffic.broke(owner.request, error);
}
