/** Who speaks to the S3 endpoint: one tenant with its own credential, and requests, URLs and forms signed for it. */
import { createHmac } from 'node:crypto';
import aws4 from 'aws4';

export interface Account {
  /** The tenant's name in evidence. */
  readonly tenant: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

export interface Signed {
  readonly path: string;
  readonly headers: Record<string, string>;
}

/**
 * Signs a request with AWS Signature Version 4. `path` is sent as it is, so it must be encoded already.
 * @param payloadSha256 hex digest of the body; `UNSIGNED-PAYLOAD` where it is not worth computing.
 */
export function signed(
  account: Account,
  region: string,
  url: string,
  request: { method: string; path: string; headers?: Record<string, string>; payloadSha256: string },
): Signed {
  const headers: Record<string, string> = { ...request.headers, 'X-Amz-Content-Sha256': request.payloadSha256 };
  const options = {
    service: 's3',
    region,
    host: new URL(url).host,
    method: request.method,
    path: request.path,
    headers,
  };
  aws4.sign(options, account);
  // The host line is the client's own; the signature covers the same value.
  const { Host: _, ...rest } = options.headers;
  return { path: request.path, headers: asBytes(rest) };
}

/** What is signed as UTF-8 is sent as UTF-8: one character a byte, as headers are written. */
function asBytes(headers: Record<string, string>): Record<string, string> {
  const spelled = Object.entries(headers).map(([name, value]) => [name, Buffer.from(value).toString('latin1')]);
  return Object.fromEntries(spelled);
}

/** The path of a presigned URL: good for `expiresInS` seconds from `signedMs` on, for this method alone. */
export function presignedPath(
  account: Account,
  region: string,
  url: string,
  request: { method: string; path: string; expiresInS: number; signedMs?: number },
): string {
  const query = `X-Amz-Expires=${request.expiresInS}&X-Amz-Date=${amzDate(request.signedMs ?? Date.now())}`;
  const options = {
    service: 's3',
    region,
    host: new URL(url).host,
    method: request.method,
    path: `${request.path}?${query}`,
    signQuery: true,
  };
  aws4.sign(options, account);
  return options.path;
}

/** The fields of a browser's upload form whose policy holds `conditions` besides; without the file, which comes last. */
export function signedForm(
  account: Account,
  region: string,
  fields: Readonly<Record<string, string>>,
  conditions: readonly unknown[],
  expiresMs: number,
): Record<string, string> {
  const date = amzDate(Date.now());
  const scope = [date.slice(0, 8), region, 's3', 'aws4_request'];
  const all = {
    ...fields,
    'x-amz-algorithm': 'AWS4-HMAC-SHA256',
    'x-amz-credential': [account.accessKeyId, ...scope].join('/'),
    'x-amz-date': date,
  };
  const exact = Object.entries(all).map(([name, value]) => ({ [name]: value }));
  const policy = { expiration: new Date(expiresMs).toISOString(), conditions: [...exact, ...conditions] };
  const encoded = Buffer.from(JSON.stringify(policy)).toString('base64');
  const hmac = (key: Buffer | string, text: string): Buffer => createHmac('sha256', key).update(text).digest();
  const key = scope.reduce<Buffer | string>(hmac, `AWS4${account.secretAccessKey}`);
  return { ...all, policy: encoded, 'x-amz-signature': hmac(key, encoded).toString('hex') };
}

/** A key as it stands in a path: every byte encoded but the unreserved ones and the slash, as S3 signs it. */
export function encodeKey(key: string): string {
  return encodeValue(key).replaceAll('%2F', '/');
}

/** The same for a value in a query. */
export function encodeValue(text: string): string {
  return encodeURIComponent(text).replaceAll(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** 20261120T150000Z */
function amzDate(ms: number): string {
  return new Date(ms).toISOString().replaceAll(/[-:]|\.\d{3}/g, '');
}
