/**
 * From what a journey asks (`RequestOptions`) to what the client sends: origin, target, header block, body, name.
 * Pure; a request that cannot be sent is a mistake of the journey and throws a sentence that says so.
 */

import { DoubtfulValue, PlanMistakeError } from '../../plan/mistake.ts';
import type { HeaderMap, RequestOptions, StreamedBody } from '../../plan/protocols/http.ts';
import { shown } from '../../std/shown.ts';
import { multipart, urlEncoded } from './form.ts';

/** What a request without headers of its own is sent with. */
export const DEFAULT_HEADERS = 'User-Agent: seatrial\r\nAccept: */*\r\n';
/** As `fetch` says it. */
const SEARCH_PARAMS = 'Content-Type: application/x-www-form-urlencoded;charset=UTF-8\r\n';
const NAMES_KEPT = 5000;
const ONE_BODY = 'a request has one body: give one of body, json, form and multipart';
const names = new Map<string, string>();

export interface PreparedBody {
  readonly bytes: Uint8Array | null;
  /** Header lines the body brings. */
  readonly headerBlock: string;
}

/** Path and query as they are sent; `query` is added to what the path already has. */
export function targetOf(path: string, query: RequestOptions['query']): string {
  const target = path.startsWith('/') ? path : `/${path}`;
  if (!query) return target;
  const pairs = Object.entries(query).map(
    ([key, value]) => `${encodeURIComponent(key)}=${encodeURIComponent(String(value))}`,
  );
  return `${target}${target.includes('?') ? '&' : '?'}${pairs.join('&')}`;
}

export function isStreamed(body: RequestOptions['body']): body is StreamedBody {
  return typeof body === 'object' && 'stream' in body;
}

/** The body of a request that is not streamed. */
export function bodyOf(options: RequestOptions, headers: HeaderMap | undefined): PreparedBody {
  if (options.form !== undefined || options.multipart !== undefined) return formOf(options, headers);
  if (options.json !== undefined) {
    if (options.body !== undefined) throw new PlanMistakeError(ONE_BODY);
    const headerBlock = has(headers, 'content-type') ? '' : 'Content-Type: application/json\r\n';
    return { bytes: Buffer.from(jsonOf(options.json)), headerBlock };
  }
  const { body = null } = options;
  if (body === null || body instanceof Uint8Array) return { bytes: body, headerBlock: '' };
  if (typeof body === 'string') return { bytes: Buffer.from(body), headerBlock: '' };
  if (body instanceof ArrayBuffer) return { bytes: new Uint8Array(body), headerBlock: '' };
  if (body instanceof URLSearchParams) {
    const headerBlock = has(headers, 'content-type') ? '' : SEARCH_PARAMS;
    return { bytes: Buffer.from(body.toString()), headerBlock };
  }
  throw new PlanMistakeError('a streamed body can only be sent with t.http and t.http2');
}

function jsonOf(value: unknown): string {
  let because: unknown = 'there is no JSON for it';
  try {
    const written: string | undefined = JSON.stringify(value);
    // What JSON does not have becomes `null` in it: where there is none, nothing was lost.
    if (written?.includes('null')) JSON.stringify(value, finite);
    if (written !== undefined) return written;
  } catch (error) {
    if (error instanceof DoubtfulValue) throw error;
    because = (error as Error).message.split('\n')[0];
  }
  throw new PlanMistakeError(`json: ${shown(value)} cannot be sent: ${because}; give plain data`);
}

function finite(name: string, value: unknown): unknown {
  if (typeof value !== 'number' || Number.isFinite(value)) return value;
  const what = name === '' ? 'it' : shown(name);
  throw new DoubtfulValue(`json: ${what} is ${value}, which JSON does not have; give a number that is finite, or null`);
}

function formOf({ form, multipart: parts, json, body }: RequestOptions, headers: HeaderMap | undefined): PreparedBody {
  if ([form, parts, json, body].filter((each) => each !== undefined).length > 1) throw new PlanMistakeError(ONE_BODY);
  const typed = has(headers, 'content-type');
  if (parts !== undefined) {
    if (typed)
      throw new PlanMistakeError('multipart writes its own content-type, which names the boundary; take yours out');
    const { contentType, bytes } = multipart(parts);
    return { bytes, headerBlock: `Content-Type: ${contentType}\r\n` };
  }
  const headerBlock = typed ? '' : 'Content-Type: application/x-www-form-urlencoded\r\n';
  return { bytes: Buffer.from(urlEncoded(form ?? {})), headerBlock };
}

/** What `compressed` adds; the journey's own Accept-Encoding wins. */
export function encodingHeader(headers: HeaderMap | undefined, into: RequestOptions['into']): string {
  if (into !== undefined)
    throw new PlanMistakeError('into hashes what was sent and compressed decodes it; give one of them');
  return has(headers, 'accept-encoding') ? '' : 'Accept-Encoding: gzip, br, zstd\r\n';
}

/** Header lines, each ended by CRLF. Throws for a name or value that would smuggle another line. */
export function headerBlockOf(headers: HeaderMap | undefined): string {
  if (!headers) return DEFAULT_HEADERS;
  let block = has(headers, 'user-agent') ? '' : 'User-Agent: seatrial\r\n';
  if (!has(headers, 'accept')) block += 'Accept: */*\r\n';
  for (const name in headers) {
    if (headers[name] === null) continue;
    const value = String(headers[name]);
    if (!/^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/.test(name) || /[\r\n\0]/.test(value)) {
      throw new DoubtfulValue(
        `the header ${JSON.stringify(name)} cannot be sent: a name or value has forbidden characters`,
      );
    }
    block += `${name}: ${value}\r\n`;
  }
  return block;
}

/** Header lines with what `user:password@` in a URL stands for; an `Authorization` of the journey's own wins. */
export function withAuthorization(headerBlock: string, authorization: string): string {
  if (authorization === '' || /^authorization:/im.test(headerBlock)) return headerBlock;
  return `${headerBlock}Authorization: ${authorization}\r\n`;
}

/** The same of headers by name. */
export function authorized(headers: HeaderMap | undefined, authorization: string): HeaderMap {
  if (authorization === '' || has(headers, 'authorization')) return headers ?? {};
  return { ...headers, Authorization: authorization };
}

function has(headers: HeaderMap | undefined, name: string): boolean {
  for (const key in headers) if (key.length === name.length && key.toLowerCase() === name) return true;
  return false;
}

/** A path in which each segment with a digit, but for a version such as `v1`, is `:id`. */
export function pathWithoutIds(path: string): string {
  return path.replace(/(?<=\/)[^/]*\d[^/]*/g, (segment) => (/^v\d+$/.test(segment) ? segment : ':id'));
}

/**
 * The name of a request that was given none: `GET /orders/:id`. A segment with a digit in it counts as an id (but not a
 * version such as `v1`), so that a thousand orders are one step and not a thousand.
 */
export function stepName(method: string, path: string): string {
  const end = path.indexOf('?');
  const bare = `${method} ${end < 0 ? path : path.slice(0, end)}`;
  let name = names.get(bare);
  if (name === undefined) {
    name = pathWithoutIds(bare);
    if (names.size < NAMES_KEPT) names.set(bare, name);
  }
  return name;
}
