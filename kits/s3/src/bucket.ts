/**
 * One bucket as a journey uses it: S3 requests over `t.http`, signed for an account. It says what a request stands for in
 * the history (`writes`, `reads`) but draws no conclusion from the answer.
 */
import { createHash } from 'node:crypto';
import type { HttpResponse, JourneyContext, RequestOptions, StreamedBody } from 'seatrial';
import { type Account, encodeKey, encodeValue, presignedPath, signed } from './account.ts';
import { type Content, sha256 } from './content.ts';
import { element, escaped, parseXml } from './xml.ts';

const EMPTY_SHA256 = sha256(Buffer.alloc(0));

/** What a request says of itself; its parts as they are before they are encoded. */
export interface Asked {
  readonly key?: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: Payload;
}

export interface Payload {
  readonly bytes: Uint8Array | StreamedBody;
  /** `UNSIGNED-PAYLOAD` for what is not known before it is sent. */
  readonly sha256: string;
}

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
  /** What a delimiter rolled up. */
  readonly commonPrefixes: readonly string[];
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
    return this.request('PUT', {}, { expect: [200, 409], name: 'CREATE BUCKET', ...extra });
  }

  put(key: string, body: Payload | Content, extra: Extra = {}): Promise<HttpResponse> {
    return this.request('PUT', { key, body }, extra);
  }

  get(key: string, extra: Extra = {}): Promise<HttpResponse> {
    return this.request('GET', { key }, extra);
  }

  head(key: string, extra: Extra = {}): Promise<HttpResponse> {
    return this.request('HEAD', { key }, extra);
  }

  delete(key: string, extra: Extra = {}): Promise<HttpResponse> {
    return this.request('DELETE', { key }, extra);
  }

  /** At most 1,000 keys in one request. */
  deleteAll(keys: readonly string[], extra: Extra = {}): Promise<HttpResponse> {
    const objects = keys.map((key) => element('Object', element('Key', escaped(key))));
    return this.#document('POST', { query: { delete: '' } }, element('Delete', ...objects), extra);
  }

  /** One page of ListObjectsV2. */
  list(
    page: { prefix: string; pageSize?: number; after?: string; delimiter?: string },
    extra: Extra = {},
  ): Promise<HttpResponse> {
    const query = {
      'list-type': '2',
      'max-keys': String(page.pageSize ?? 1000),
      prefix: page.prefix,
      ...(page.after !== undefined && { 'continuation-token': page.after }),
      ...(page.delimiter !== undefined && { delimiter: page.delimiter }),
    };
    return this.request('GET', { query }, extra);
  }

  /** Sets what a bucket, or the object `key`, is to have: its tags, its rules. */
  putDocument(word: string, text: string, extra: Extra & { key?: string } = {}): Promise<HttpResponse> {
    const { key, ...options } = extra;
    return this.#document('PUT', { query: { [word]: '' }, ...(key !== undefined && { key }) }, text, options);
  }

  /** S3 wants the checksum of most documents. */
  #document(method: string, asked: Asked, text: string, extra: Extra): Promise<HttpResponse> {
    const bytes = Buffer.from(text);
    const headers = { 'Content-MD5': createHash('md5').update(bytes).digest('base64'), ...extra.headers };
    return this.request(method, { ...asked, body: { bytes, sha256: sha256(bytes) } }, { ...extra, headers });
  }

  /** Any request of S3 on this bucket or an object in it. */
  request(method: string, asked: Asked, extra: Extra = {}): Promise<HttpResponse> {
    const { headers: own, ...options } = extra;
    const payloadSha256 = asked.body?.sha256 ?? EMPTY_SHA256;
    const request = { method, path: this.path(asked), payloadSha256, ...(own && { headers: own }) };
    const { path, headers } = signed(this.#account, this.#region, this.#t.url, request);
    return this.#t.http.request(method, path, { ...options, headers, ...(asked.body && { body: asked.body.bytes }) });
  }

  /** A presigned URL, without the origin. */
  presigned(method: string, key: string, expiresInS: number, signedMs?: number): string {
    const request = { method, path: this.path({ key }), expiresInS, ...(signedMs !== undefined && { signedMs }) };
    return presignedPath(this.#account, this.#region, this.#t.url, request);
  }

  /** As it is sent. */
  path({ key, query }: Asked): string {
    const pairs = Object.entries(query ?? {}).map(([name, value]) => `${name}=${encodeValue(value)}`);
    const text = pairs.length === 0 ? '' : `?${pairs.sort().join('&')}`;
    return `/${this.#name}${key === undefined ? '' : `/${encodeKey(key)}`}${text}`;
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
  const buckets = answer.status === 200 ? parseXml(answer.text())?.ListAllMyBucketsResult : undefined;
  return buckets === undefined
    ? null
    : (buckets.Buckets?.Bucket ?? []).map((bucket: { Name: unknown }) => String(bucket.Name));
}

/** What a page of a list shows; null when the answer is no list. */
export function pageOf(answer: Pick<HttpResponse, 'status' | 'text'>): Page | null {
  const result = answer.status === 200 ? parseXml(answer.text())?.ListBucketResult : undefined;
  if (result === undefined) return null;
  const keys = (result.Contents ?? []).map((object: { Key: unknown }) => String(object.Key));
  const commonPrefixes = (result.CommonPrefixes ?? []).map((folder: { Prefix: unknown }) => String(folder.Prefix));
  return { keys, commonPrefixes, next: result.IsTruncated === 'true' ? (result.NextContinuationToken ?? null) : null };
}
