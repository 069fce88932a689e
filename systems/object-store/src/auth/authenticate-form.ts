/**
 * Decides who signed an upload form: the signature is over the form's policy and over nothing else, so what a form may say is the policy's
 * to tell (`access/form-policy.ts`). A form without a policy is nobody's. Source: "POST policy", Amazon S3 API reference.
 */
import { S3Error } from '../wire/errors.ts';
import type { AccessKeys } from './access-keys.ts';
import { readCredential } from './claim.ts';
import type { Principal } from './principal.ts';
import { ALGORITHM, sameSignature, sign } from './signature.ts';
import { createFindSigner } from './signers.ts';

/** `fields` by name in lower case; `nowMs` is wall-clock time. Throws S3Error. */
export type AuthenticateForm = (fields: ReadonlyMap<string, string>, nowMs: number) => Principal | undefined;

/** What a signed form has besides its policy. */
const SIGNING = ['x-amz-algorithm', 'x-amz-credential', 'x-amz-date', 'x-amz-signature'];

const LARGEST_SKEW_MS = 15 * 60_000;
/** For as long as a signing key is good. */
const LONGEST_AGE_MS = 7 * 24 * 60 * 60_000;

export function createAuthenticateForm(accessKeys: AccessKeys, region: string): AuthenticateForm {
  const findSigner = createFindSigner(accessKeys, region);
  return (fields, nowMs) => {
    const policy = fields.get('policy');
    if (fields.has('awsaccesskeyid')) throw new S3Error('InvalidRequest', `Please sign the form with ${ALGORITHM}.`);
    const missing = SIGNING.filter((name) => !fields.has(name));
    if (policy === undefined && missing.length === SIGNING.length) return undefined;
    if (policy === undefined || missing[0] !== undefined) {
      throw wrong(`Bucket POST must contain a field named '${missing[0] ?? 'policy'}'.`);
    }
    if (fields.has('x-amz-security-token')) throw new S3Error('InvalidToken');
    if (fields.get('x-amz-algorithm') !== ALGORITHM) throw wrong(`x-amz-algorithm must be ${ALGORITHM}.`);
    const credential = readCredential(fields.get('x-amz-credential'), fields.get('x-amz-date'), wrong, wrong);
    const { principal, key } = findSigner(credential, 'InvalidArgument');
    const ageMs = nowMs - credential.signedAtMs;
    if (ageMs < -LARGEST_SKEW_MS || ageMs > LONGEST_AGE_MS) throw new S3Error('RequestTimeTooSkewed');
    if (!sameSignature(sign(key, policy), fields.get('x-amz-signature') ?? '')) {
      throw new S3Error('SignatureDoesNotMatch');
    }
    return principal;
  };
}

function wrong(what: string): S3Error {
  return new S3Error('InvalidArgument', what);
}
