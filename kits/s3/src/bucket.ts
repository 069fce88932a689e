/**
 * One bucket as a journey uses it: S3 requests over `t.http`, signed for an account. It says what a request stands for in
 * the history (`writes`, `reads`) but draws no conclusion from the answer.
 */
import { XMLParser } from 'fast-xml-parser';
import type { HttpResponse, JourneyContext, RequestOptions } from 'seatrial';
import { type Account, encodeKey, signed } from './account.ts';
import { type Content, sha256 } from './content.ts';

const EMPTY_SHA256 = sha256(Buffer.alloc(0));
/** Texts stay as they are: `007` is a key and no number, spaces belong to it, `&#228;` is a letter. */
const xml = new XMLParser({
  parseTagValue: false,
  trimValues: false,
  processEntities: true,
  htmlEntities: true,
  isArray: (name) => ['Contents', 'Bucket', 'CommonPrefixes'].includes(name),
});

/** The options of a request that S3 does not decide. */
export type Extra = Pick<
  RequestOptions,
  'name' | 'expect' | 'into' | 'writes' | 'reads' | 'deletes' | 'access' | 'timeout'
> & {
  headers?: Record<string, string>;
};

export interface Page {
  readonly keys: readonly string[];
  /** Set when there is more. */
  readonly next: string | null;
}

export class Bucket {
  readonly #t: JourneyContext;
  readonly #account: Account;
  readonly #region: string;
  readonly #name: string;

  constructor(t: JourneyContext, account: Account, region: string, name: string) {
    this.#t = t;
    this.#account = account;
    this.#region = region;
    this.#name = name;
  }

  create(extra: Extra = {}): Promise<HttpResponse> {
    return this.#send('PUT', '', EMPTY_SHA256, null, { expect: [200, 409], name: 'CREATE BUCKET', ...extra });
  }

  put(key: string, content: Content, extra: Extra = {}): Promise<HttpResponse> {
    return this.#send('PUT', `/${encodeKey(key)}`, content.sha256, content.bytes, extra);
  }

  get(key: string, extra: Extra = {}): Promise<HttpResponse> {
    return this.#send('GET', `/${encodeKey(key)}`, EMPTY_SHA256, null, extra);
  }

  head(key: string, extra: Extra = {}): Promise<HttpResponse> {
    return this.#send('HEAD', `/${encodeKey(key)}`, EMPTY_SHA256, null, extra);
  }

  delete(key: string, extra: Extra = {}): Promise<HttpResponse> {
    return this.#send('DELETE', `/${encodeKey(key)}`, EMPTY_SHA256, null, extra);
  }

  /** One page of ListObjectsV2. */
  list(query: { prefix: string; pageSize?: number; after?: string }, extra: Extra = {}): Promise<HttpResponse> {
    const pairs = [
      ['list-type', '2'],
      ['max-keys', String(query.pageSize ?? 1000)],
      ['prefix', query.prefix],
    ];
    if (query.after !== undefined) pairs.push(['continuation-token', query.after]);
    const text = pairs
      .sort()
      .map(([name, value]) => `${name}=${encodeURIComponent(value ?? '')}`)
      .join('&');
    return this.#send('GET', `?${text}`, EMPTY_SHA256, null, extra);
  }

  #send(
    method: string,
    rest: string,
    payloadSha256: string,
    body: Uint8Array | null,
    extra: Extra,
  ): Promise<HttpResponse> {
    const { headers: own, ...options } = extra;
    const request = { method, path: `/${this.#name}${rest}`, payloadSha256, ...(own && { headers: own }) };
    const { path, headers } = signed(this.#account, this.#region, this.#t.url, request);
    return this.#t.http.request(method, path, { ...options, headers, ...(body && { body }) });
  }
}

/** The names of every bucket an account sees; null when the answer is no list. */
export async function bucketNames(
  t: JourneyContext,
  account: Account,
  region: string,
  extra: Extra,
): Promise<string[] | null> {
  const { path, headers } = signed(account, region, t.url, { method: 'GET', path: '/', payloadSha256: EMPTY_SHA256 });
  const answer = await t.http.get(path, { headers, ...extra });
  const buckets = answer.status === 200 ? parse(answer.text())?.ListAllMyBucketsResult : undefined;
  return buckets === undefined
    ? null
    : (buckets.Buckets?.Bucket ?? []).map((bucket: { Name: unknown }) => String(bucket.Name));
}

/** What a page of a list shows; null when the answer is no list. */
export function pageOf(answer: Pick<HttpResponse, 'status' | 'text'>): Page | null {
  const result = answer.status === 200 ? parse(answer.text())?.ListBucketResult : undefined;
  if (result === undefined) return null;
  const keys = (result.Contents ?? []).map((object: { Key: unknown }) => String(object.Key));
  return { keys, next: result.IsTruncated === 'true' ? (result.NextContinuationToken ?? null) : null };
}

// biome-ignore lint/suspicious/noExplicitAny: XML from a peer has no type; whoever reads it checks what is there.
function parse(text: string): any {
  try {
    return xml.parse(text);
  } catch {
    return undefined;
  }
}
