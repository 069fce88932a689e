/**
 * `t.http` for one user: sends through the user's own connections, counts the request as a step, and records the
 * operation or access a request stands for. What a peer does never throws; a request that makes no sense does.
 */
import type { Access, Cause, Operation, Outcome } from '../../evidence/records.ts';
import type { Http, HttpResponse, RequestOptions } from '../../plan/http.ts';
import { isLoopback } from '../../plan/resolve-systems.ts';
import { parseDuration } from '../../std/units.ts';
import type { OpenOperation } from './history.ts';
import { type Exchange, HttpClient, type Origin } from './http/client.ts';
import type { Completion } from './recorder.ts';
import { bodyOf, headerBlockOf, stepName, targetOf } from './request.ts';

const TIMEOUT_MS = 30_000;

/** What the requests of one user are counted on; `UserDesk` is one. */
export interface RequestDesk {
  readonly signal: AbortSignal;
  readonly nowUs: () => number;
  takeDueUs(): number | null;
  completed(step: string, done: Completion): void;
  failed(step: string, cause: Cause, why: string): void;
  begin(f: Operation['f'], key: string, value: string | null): OpenOperation;
  access(attempt: Omit<Access, 'kind' | 'phase' | 'journey'>): void;
}

export class JourneyHttp implements Http {
  readonly #desk: RequestDesk;
  readonly #base: string;
  readonly #clients = new Map<string, HttpClient>();

  constructor(desk: RequestDesk, base: string) {
    this.#desk = desk;
    this.#base = base;
  }

  get = (path: string, options?: RequestOptions): Promise<HttpResponse> => this.request('GET', path, options);
  head = (path: string, options?: RequestOptions): Promise<HttpResponse> => this.request('HEAD', path, options);
  post = (path: string, options?: RequestOptions): Promise<HttpResponse> => this.request('POST', path, options);
  put = (path: string, options?: RequestOptions): Promise<HttpResponse> => this.request('PUT', path, options);
  patch = (path: string, options?: RequestOptions): Promise<HttpResponse> => this.request('PATCH', path, options);
  delete = (path: string, options?: RequestOptions): Promise<HttpResponse> => this.request('DELETE', path, options);

  async request(method: string, path: string, options: RequestOptions = {}): Promise<HttpResponse> {
    const { client, target } = this.#route(path, options);
    const body = bodyOf(options, options.headers);
    const headerBlock = headerBlockOf(options.headers) + body.headerBlock;
    const timeoutMs = options.timeout === undefined ? TIMEOUT_MS : milliseconds(options.timeout);
    const step = options.name ?? stepName(method, target);
    const operation = openOperation(this.#desk, options);
    const dueUs = this.#desk.takeDueUs();
    const exchange = await client.exchange(method, target, headerBlock, body.bytes, timeoutMs, this.#desk.signal);
    const response = new JourneyResponse(exchange, options);
    const { startedUs, endedUs, bytesSent, bytesReceived } = exchange;
    const failed = response.cause !== null;
    this.#desk.completed(step, { dueUs: dueUs ?? startedUs, startedUs, endedUs, failed, bytesSent, bytesReceived });
    if (response.cause !== null) this.#desk.failed(step, response.cause, response.why);
    if (operation) closeOperation(operation, response, exchange.bytesSent, options);
    if (options.access) this.#desk.access({ ...options.access, ...accessResult(response) });
    return response;
  }

  close(): void {
    for (const client of this.#clients.values()) client.close();
    this.#clients.clear();
  }

  /** The connection pool of an address, and the target on it. */
  #route(path: string, options: RequestOptions): { client: HttpClient; target: string } {
    const absolute = /^https?:\/\//.test(path);
    const base = absolute ? new URL(path).origin : this.#base;
    const rest = absolute ? path.slice(path.indexOf('/', 8) < 0 ? path.length : path.indexOf('/', 8)) : path;
    let client = this.#clients.get(base);
    if (!client) {
      const url = new URL(base);
      if (absolute && !isLoopback(url.hostname) && base !== new URL(this.#base).origin) {
        throw new Error(
          `${url.host} is not a system of this plan and not this machine; add it to systems to send requests there`,
        );
      }
      client = new HttpClient(originOf(url), { nowUs: this.#desk.nowUs });
      this.#clients.set(base, client);
    }
    return { client, target: targetOf(rest, options.query) };
  }
}

function originOf(url: URL): Origin {
  const secure = url.protocol === 'https:';
  return { secure, host: url.hostname.replace(/^\[|\]$/g, ''), port: Number(url.port) || (secure ? 443 : 80) };
}

function milliseconds(text: unknown): number {
  const parsed = parseDuration(text);
  if (!parsed.ok) throw new Error(`timeout: ${parsed.problem}; ${parsed.hint}`);
  return parsed.value;
}

function openOperation(desk: RequestDesk, options: RequestOptions): OpenOperation | null {
  if (options.writes !== undefined) {
    const { key, value } =
      typeof options.writes === 'string' ? { key: options.writes, value: options.writes } : options.writes;
    return desk.begin('write', key, value);
  }
  if (options.reads !== undefined)
    return desk.begin('read', typeof options.reads === 'string' ? options.reads : options.reads.key, null);
  return options.deletes === undefined ? null : desk.begin('delete', options.deletes, null);
}

function closeOperation(
  operation: OpenOperation,
  response: HttpResponse,
  bytesSent: number,
  { reads }: RequestOptions,
): void {
  const { status } = response;
  const why = response.why === '' ? {} : { why: response.why };
  if (reads === undefined) operation.end(outcomeOf(response.status, bytesSent), why);
  else if (status === 404 || status === 410) operation.end('ok', { value: null });
  else if (status < 200 || status >= 400) operation.end('unknown', why);
  else operation.end('ok', { value: typeof reads === 'string' ? reads : reads.value(response) });
}

/** A 4xx is a refusal, and what was never sent did not happen; anything else that is no success may have. */
function outcomeOf(status: number, bytesSent: number): Outcome {
  if (status >= 200 && status < 400) return 'ok';
  return (status >= 400 && status < 500) || bytesSent === 0 ? 'failed' : 'unknown';
}

function accessResult({ status, why }: HttpResponse): { result: 'allowed' | 'denied' | 'unknown'; why: string } {
  if (status >= 200 && status < 300) return { result: 'allowed', why: `status ${status}` };
  if (isDenial(status)) return { result: 'denied', why: `status ${status}` };
  return { result: 'unknown', why: why || `status ${status}` };
}

function isDenial(status: number): boolean {
  return status === 401 || status === 403 || status === 404;
}

class JourneyResponse implements HttpResponse {
  readonly #exchange: Exchange;
  readonly status: number;
  readonly body: Buffer;
  readonly cause: Cause | null;
  readonly why: string;
  readonly serviceUs: number;

  constructor(exchange: Exchange, options: RequestOptions) {
    this.status = exchange.status;
    this.#exchange = exchange;
    this.body = exchange.body;
    this.serviceUs = exchange.endedUs - exchange.startedUs;
    if (exchange.cause !== null) {
      this.cause = exchange.cause;
      this.why = exchange.why;
    } else if (isExpected(exchange.status, options)) {
      this.cause = null;
      this.why = '';
    } else {
      this.cause = `status ${Math.floor(exchange.status / 100)}xx` as Cause;
      this.why = `status ${exchange.status}${exchange.body.length > 0 ? `: ${exchange.body.toString('latin1', 0, 200)}` : ''}`;
    }
  }

  /** Parsed when they are asked for: most journeys never do. */
  get headers(): Readonly<Record<string, string>> {
    return this.#exchange.headers;
  }

  text(): string {
    return this.body.toString('utf8');
  }

  // biome-ignore lint/suspicious/noExplicitAny: as in the Http contract; JSON from a peer has no type.
  json(): any {
    try {
      return JSON.parse(this.text());
    } catch {
      return undefined;
    }
  }
}

function isExpected(status: number, options: RequestOptions): boolean {
  const { expect } = options;
  if (expect !== undefined) return typeof expect === 'number' ? status === expect : expect.includes(status);
  if (options.access && isDenial(status)) return true;
  if (options.reads !== undefined && (status === 404 || status === 410)) return true;
  return status < 400;
}
