/**
 * Decides who sent a request: verifies its SigV4 signature and hands back the principal and how the body is protected.
 * The tenant comes from the credential and from nowhere else. Fails closed: every doubt is an S3Error.
 */
import { S3Error } from '../wire/errors.ts';
import type { RequestHead } from '../wire/head.ts';
import { isoTime } from '../wire/xml-out.ts';
import type { AccessKeys } from './access-keys.ts';
import { readClaim, type SignatureClaim } from './claim.ts';
import { type PayloadPlan, planPayload } from './payload-plan.ts';
import type { Principal } from './principal.ts';
import { canonicalRequest, sameSignature, sign, spellingsOf, stringToSign } from './signature.ts';
import { createFindSigner } from './signers.ts';

export interface Identity {
  /** Undefined: nobody signed. What nobody may do is not decided here. */
  readonly principal: Principal | undefined;
  readonly payload: PayloadPlan;
  /** The request's headers; in a presigned URL signers move x-amz-* headers to the query, and here they are back. */
  readonly headers: ReadonlyMap<string, string>;
}

/** `nowMs` is wall-clock time. Throws S3Error. */
export type Authenticate = (head: RequestHead, nowMs: number) => Identity;

const LARGEST_SKEW_MS = 15 * 60_000;

export function createAuthenticate(accessKeys: AccessKeys, region: string): Authenticate {
  const findSigner = createFindSigner(accessKeys, region);
  return (head, nowMs) => {
    // A browser asks with the URL that its page will use: a signature in there is of another method, and a preflight needs none.
    const claim = head.method === 'OPTIONS' ? undefined : readClaim(head);
    if (claim === undefined) return anonymous(head);
    const headers = claim.by === 'query' ? withHoistedHeaders(head) : head.headers;
    const payload = headers.get('x-amz-content-sha256') ?? (claim.by === 'query' ? 'UNSIGNED-PAYLOAD' : undefined);
    if (payload === undefined) throw new S3Error('InvalidRequest', 'Missing required header: x-amz-content-sha256.');
    if (headers.has('x-amz-security-token')) throw new S3Error('InvalidToken');
    const wrongRegion = claim.by === 'query' ? 'AuthorizationQueryParametersError' : 'AuthorizationHeaderMalformed';
    const { principal, key } = findSigner(claim, wrongRegion);
    checkTime(claim, nowMs);
    checkSignedHeaders(claim, head);
    const canonical = canonicalRequest(head, claim.signedHeaders, payload);
    const isSignatureOf = (spelled: Uint8Array): boolean =>
      sameSignature(sign(key, stringToSign(claim.amzDate, claim.scope, spelled)), claim.signature);
    if (!spellingsOf(canonical).some(isSignatureOf)) throw new S3Error('SignatureDoesNotMatch');
    const signing = { key, amzDate: claim.amzDate, scope: claim.scope, seed: claim.signature };
    return { principal, payload: planPayload(payload, headers, signing), headers };
  };
}

/** Nobody signed, so nothing in the query stands for a header, and chunks cannot be signed either. */
function anonymous(head: RequestHead): Identity {
  const payload = head.headers.get('x-amz-content-sha256') ?? 'UNSIGNED-PAYLOAD';
  return { principal: undefined, payload: planPayload(payload, head.headers, undefined), headers: head.headers };
}

function checkTime(claim: SignatureClaim, nowMs: number): void {
  if (claim.signedAtMs - nowMs > LARGEST_SKEW_MS) throw tooSkewed(claim, nowMs);
  if (claim.expiresS === undefined) {
    if (nowMs - claim.signedAtMs > LARGEST_SKEW_MS) throw tooSkewed(claim, nowMs);
  } else if (nowMs > claim.signedAtMs + claim.expiresS * 1000) {
    throw new S3Error('AccessDenied', 'The presigned URL has expired.');
  }
}

/** With the time it is: clients put their clock right by it and try again. */
function tooSkewed(claim: SignatureClaim, nowMs: number): S3Error {
  const details = {
    RequestTime: claim.amzDate,
    ServerTime: isoTime(nowMs),
    MaxAllowedSkewMilliseconds: `${LARGEST_SKEW_MS}`,
  };
  return new S3Error('RequestTimeTooSkewed', undefined, {}, details);
}

/** The host, and every x-amz-* header that was sent, must be under the signature: nobody may add or change them on the way. */
function checkSignedHeaders(claim: SignatureClaim, head: RequestHead): void {
  const signed = new Set(claim.signedHeaders);
  if (!signed.has('host')) throw new S3Error('AccessDenied', 'The host header must be signed.');
  for (const name of head.headers.keys()) {
    if (name.startsWith('x-amz-') && !signed.has(name)) {
      throw new S3Error('AccessDenied', `The header ${name} was sent but not signed.`);
    }
  }
}

/**
 * Checksums stay where they are: AWS's JavaScript client signs that of an empty body into every URL for a later upload, and S3 ignores
 * it there (localstack/localstack#12169). As a header a checksum is always compared.
 */
function withHoistedHeaders(head: RequestHead): ReadonlyMap<string, string> {
  const headers = new Map(head.headers);
  for (const [name, value] of head.query.pairs) {
    const lower = name.toLowerCase();
    if (!lower.startsWith('x-amz-') || lower.startsWith('x-amz-checksum-')) continue;
    if (!headers.has(lower)) headers.set(lower, value);
  }
  return headers;
}
