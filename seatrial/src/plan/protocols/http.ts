/**
 * What a journey may ask of HTTP and what it gets back: the words of `t.http`. No behaviour; `act/load` implements it.
 */
import type { Cause } from '../../evidence/records.ts';
import type { Tags } from '../../std/tags.ts';
import type { DurationText } from '../../std/units.ts';

/** Headers by their names. `null` in a request leaves out what is sent by default: `{ authorization: null }`. */
export type HeaderMap = Readonly<Record<string, string | number | null>>;

/**
 * A body that is made while it is sent and never held whole. `stream` is called for each time it is sent (a redirect may
 * ask again) and may give the same buffer each time.
 * @example body: { stream: () => createReadStream('large.iso'), size: 5_368_709_120 }
 */
export interface StreamedBody {
  stream: () => AsyncIterable<Uint8Array>;
  /** Bytes in all, sent as Content-Length; without it the body is sent in chunks. A stream that gives other than this fails. */
  size?: number;
}

/** One part of `multipart`: a field, or a file where it has a `filename`. */
export interface FormPart {
  name: string;
  filename?: string;
  /** Default: `application/octet-stream` for a file, none for a field. */
  contentType?: string;
  body: string | Uint8Array;
}

type FormValue = string | number | boolean;

/** Whether an answer says that a write or a delete was done, where its status alone does not. */
export type Acknowledged = (response: HttpResponse) => boolean;

/** Options of one request. At most one of `body`, `json`, `form` and `multipart`. */
export interface RequestOptions {
  headers?: HeaderMap;
  /**
   * Sent as it is. As in `fetch`, `URLSearchParams` are sent as a form and `FormData` as `multipart/form-data`, each with its
   * content type.
   */
  body?: string | Uint8Array | ArrayBuffer | URLSearchParams | FormData | StreamedBody;
  /** Sent as JSON with its content type. */
  json?: unknown;
  /** Sent as a browser sends a form, `application/x-www-form-urlencoded`: `{ user: 'ada', tag: ['a', 'b'] }` is `user=ada&tag=a&tag=b`. */
  form?: Readonly<Record<string, FormValue | readonly FormValue[]>>;
  /**
   * Sent as `multipart/form-data`, as a browser uploads files.
   * @example multipart: [{ name: 'title', body: 'Me' }, { name: 'photo', filename: 'me.png', contentType: 'image/png', body: bytes }]
   */
  multipart?: readonly FormPart[];
  /** Added to the URL. */
  query?: Readonly<Record<string, string | number | boolean>>;
  /** From the first byte sent to the last byte received, redirects included; default 30 s. */
  timeout?: DurationText;
  /**
   * How many redirects (301, 302, 303, 307, 308) are followed; default 0, so that a journey sees what it asked for. All
   * hops are one step. As a browser does it: 303, and 301 and 302 after POST, become GET without the body; another origin is
   * not told `Authorization`. One redirect too many, or one to where this plan may not go, has cause `protocol`.
   */
  redirects?: number;
  /** Sends `Accept-Encoding: gzip, br, zstd` and decodes what comes (at most 256 MiB, above it has cause `own limit`); a broken body has cause `protocol`. */
  compressed?: boolean;
  /** Opens a connection for this request alone and closes it afterwards, as a client that keeps none does; redirects included. */
  newConnection?: boolean;
  /**
   * Keeps no body of a success (2xx), however large it is: counts it in the answer's `size` and gives its hash as `digest`.
   * Not together with `compressed`.
   */
  into?: 'sha256' | 'md5' | 'nothing';
  /** The step's name in evidence; default `METHOD /path`. Give one where the path holds ids. */
  name?: string;
  /**
   * What tells requests of one step apart, so that claims can be about some of them: `{ kind: 'small' }`. A tag has few
   * values; what differs from request to request belongs elsewhere.
   */
  tags?: Tags;
  /** Statuses that are no failure here; default: every status below 400. */
  expect?: number | readonly number[];
  /**
   * Records a write of this key in the history: 2xx but 202 and 207 is `ok`, 4xx but 408 is `failed`, anything else
   * `unknown` (408 says that the server stopped waiting, not what it had done by then; 202, 207 and redirects are `ok`
   * where `expect` names their status). `value` identifies what was written; without it, only presence is proven.
   * `acknowledged` looks at an answer that would be `ok`: when it returns false, the outcome is `unknown`.
   * @example writes: { key, value, acknowledged: (response) => response.json()?.errors === undefined }
   */
  writes?: string | { key: string; value?: string; acknowledged?: Acknowledged };
  /**
   * Records a read of this key: 404 and 410 are absence. `value` says how the answer names what was read; without it, only
   * presence is seen, and an answer that holds nothing (204 that `expect` does not name, `null`, `[]`) is `unknown`.
   */
  reads?: string | { key: string; value: (response: HttpResponse) => string };
  /** Records a delete of this key, by the same rule as `writes`. */
  deletes?: string | { key: string; acknowledged?: Acknowledged };
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
  /** Fields that came behind the body, named as `headers` are; most answers have none. */
  readonly trailers: Readonly<Record<string, string>>;
  /** Decoded with `compressed`; empty where `into` has taken it. */
  readonly body: Buffer;
  /** Bytes of the body, also of one that was not kept. */
  readonly size: number;
  /** The hash that `into` asked for, in hexadecimal; empty where there is none. */
  readonly digest: string;
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

/**
 * `path` is relative to the journey's system, or an absolute `http(s)://` URL. Never throws for what a peer does.
 *
 * Cookies are kept for the user as a browser keeps them, from iteration to iteration until the phase ends; a request with
 * a `cookie` header of its own is sent without them.
 */
export interface Http {
  /** From here on the user is one the service has not seen: for a login in every iteration. */
  forgetCookies(): void;
  get(path: string, options?: RequestOptions): Promise<HttpResponse>;
  head(path: string, options?: RequestOptions): Promise<HttpResponse>;
  post(path: string, options?: RequestOptions): Promise<HttpResponse>;
  put(path: string, options?: RequestOptions): Promise<HttpResponse>;
  patch(path: string, options?: RequestOptions): Promise<HttpResponse>;
  delete(path: string, options?: RequestOptions): Promise<HttpResponse>;
  request(method: string, path: string, options?: RequestOptions): Promise<HttpResponse>;
}
