/**
 * What a journey may ask of HTTP and what it gets back: the words of `t.http`. No behaviour; `act/load` implements it.
 */
import type { Cause } from '../evidence/records.ts';
import type { DurationText } from '../std/units.ts';

export type HeaderMap = Readonly<Record<string, string | number>>;

/** Options of one request. At most one of `body`, `json` and `form`. */
export interface RequestOptions {
  headers?: HeaderMap;
  /** Sent as it is. */
  body?: string | Uint8Array;
  /** Sent as JSON with its content type. */
  json?: unknown;
  /** Added to the URL. */
  query?: Readonly<Record<string, string | number | boolean>>;
  /** From the first byte sent to the last byte received; 30 s unless told. */
  timeout?: DurationText;
  /** The step's name in evidence; `METHOD /path` unless told. Give one where the path holds ids. */
  name?: string;
  /** Statuses that are no failure here; every status below 400 unless told. */
  expect?: number | readonly number[];
  /**
   * Records a write of this key in the history: status below 400 is `ok`, 4xx is `failed`, anything else `unknown`.
   * `value` identifies what was written; the key itself unless told, so that presence is what is proven.
   */
  writes?: string | { key: string; value: string };
  /** Records a read of this key: 404 and 410 are absence. `value` says how the answer names what was read. */
  reads?: string | { key: string; value: (response: HttpResponse) => string };
  /** Records a delete of this key. */
  deletes?: string;
  /**
   * Records an access by `actor` to what belongs to `owner`. 401, 403 and 404 are `denied` and no failure;
   * 2xx is `allowed`; anything else `unknown`.
   */
  access?: { actor: string; owner: string; action: string; resource: string };
}

export interface HttpResponse {
  /** The status; 0 when there was no answer, and then `cause` says why. */
  readonly status: number;
  /** Names in lower case; repeated headers joined with `, ` (`set-cookie` with a line feed). */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** Set when the request failed: no answer, or a status that was not expected. */
  readonly cause: Cause | null;
  /** One sentence about `cause`; empty when there is none. */
  readonly why: string;
  /** ended - started, in microseconds. */
  readonly serviceUs: number;
  text(): string;
  /** The body as JSON; undefined when it is not JSON (so a check fails rather than the journey). */
  // biome-ignore lint/suspicious/noExplicitAny: JSON from a peer has no type; journeys check what they read.
  json(): any;
}

/** `path` is relative to the journey's system, or an absolute `http(s)://` URL. Never throws for what a peer does. */
export interface Http {
  get(path: string, options?: RequestOptions): Promise<HttpResponse>;
  head(path: string, options?: RequestOptions): Promise<HttpResponse>;
  post(path: string, options?: RequestOptions): Promise<HttpResponse>;
  put(path: string, options?: RequestOptions): Promise<HttpResponse>;
  patch(path: string, options?: RequestOptions): Promise<HttpResponse>;
  delete(path: string, options?: RequestOptions): Promise<HttpResponse>;
  request(method: string, path: string, options?: RequestOptions): Promise<HttpResponse>;
}
