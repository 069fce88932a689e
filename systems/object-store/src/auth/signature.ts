/**
 * The arithmetic of AWS Signature Version 4: canonical request, string to sign, signing key, comparison. Pure; it decides
 * nothing. Source: "Authenticating Requests (AWS Signature Version 4)", Amazon S3 API reference.
 */
import { isAscii } from 'node:buffer';
import { createHmac, createSecretKey, hash, type KeyObject, timingSafeEqual } from 'node:crypto';
import type { RequestHead } from '../wire/head.ts';
import { percentDecode, percentEncode } from '../wire/uri.ts';

export const ALGORITHM = 'AWS4-HMAC-SHA256';
export const EMPTY_SHA256 = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

/** The part of a credential that says what a signature is good for: `20260101/us-east-1/s3/aws4_request`. */
export interface Scope {
  readonly date: string;
  readonly region: string;
}

export function scopeText(scope: Scope): string {
  return `${scope.date}/${scope.region}/s3/aws4_request`;
}

export function sha256Hex(data: string | Uint8Array): string {
  return hash('sha256', data);
}

/** The request as both sides must spell it. `payload` is the last line: a digest or one of the agreed words. */
export function canonicalRequest(head: RequestHead, signedHeaders: readonly string[], payload: string): string {
  const headers = signedHeaders.map((name) => `${name}:${(head.headers.get(name) ?? '').trim().replace(/ +/g, ' ')}\n`);
  return [
    head.method,
    percentEncode(percentDecode(head.path), { slash: false }),
    canonicalQuery(head),
    headers.join(''),
    signedHeaders.join(';'),
    payload,
  ].join('\n');
}

/**
 * The bytes that a client may have hashed for this canonical request. Node reads each byte of a header as one character: most clients (Go,
 * curl) sign those bytes as they sent them, and those that write Latin-1 (JavaScript) sign the same text in UTF-8.
 */
export function spellingsOf(canonical: string): readonly Uint8Array[] {
  const asSent = Buffer.from(canonical, 'latin1');
  return isAscii(asSent) ? [asSent] : [asSent, Buffer.from(canonical)];
}

function canonicalQuery(head: RequestHead): string {
  return head.query.pairs
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name, value]) => ({ name: encode(name), value: encode(value) }))
    .sort((a, b) => order(a.name, b.name) || order(a.value, b.value))
    .map(({ name, value }) => `${name}=${value}`)
    .join('&');
}

function encode(text: string): string {
  return percentEncode(Buffer.from(text), { slash: true });
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

export function stringToSign(amzDate: string, scope: Scope, canonical: string | Uint8Array): string {
  return [ALGORITHM, amzDate, scopeText(scope), sha256Hex(canonical)].join('\n');
}

/** Signs in lower-case hex. */
export function sign(key: KeyObject, text: string): string {
  return createHmac('sha256', key).update(text).digest('hex');
}

/** Compares two signatures in a time that does not depend on where they differ. */
export function sameSignature(expected: string, given: string): boolean {
  const [a, b] = [Buffer.from(expected), Buffer.from(given)];
  return a.length === b.length && timingSafeEqual(a, b);
}

export type SigningKeys = (accessKeyId: string, secretAccessKey: string, scope: Scope) => KeyObject;

/**
 * Derives signing keys and remembers them by access key, day and region: the four HMACs happen once a day, not once a request. As key
 * objects, because Node makes one of bytes with every HMAC, which takes six times as long as the HMAC.
 */
export function createSigningKeys(): SigningKeys {
  const known = new Map<string, KeyObject>();
  return (accessKeyId, secretAccessKey, scope) => {
    const name = `${accessKeyId}/${scope.date}/${scope.region}`;
    const remembered = known.get(name);
    if (remembered !== undefined) return remembered;
    if (known.size >= 10_000) known.clear();
    const steps = [scope.date, scope.region, 's3', 'aws4_request'];
    const bytes = steps.reduce<Buffer>(
      (secret, step) => createHmac('sha256', secret).update(step).digest(),
      Buffer.from(`AWS4${secretAccessKey}`),
    );
    const key = createSecretKey(bytes);
    known.set(name, key);
    return key;
  };
}
