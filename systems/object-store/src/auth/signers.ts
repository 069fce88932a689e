/** The one place that turns a claimed access key and scope into a principal and the key that its signatures are made with. */
import type { KeyObject } from 'node:crypto';
import { type ErrorCode, S3Error } from '../wire/errors.ts';
import type { AccessKeys } from './access-keys.ts';
import type { Principal } from './principal.ts';
import { createSigningKeys, type Scope } from './signature.ts';

export interface Signer {
  readonly principal: Principal;
  readonly key: KeyObject;
}

/** Throws InvalidAccessKeyId, or `wrongRegion` when the signature is meant for another one. */
export type FindSigner = (
  claim: { readonly accessKeyId: string; readonly scope: Scope },
  wrongRegion: ErrorCode,
) => Signer;

export function createFindSigner(accessKeys: AccessKeys, region: string): FindSigner {
  const signingKeys = createSigningKeys();
  return ({ accessKeyId, scope }, wrongRegion) => {
    const found = accessKeys.get(accessKeyId);
    if (found === undefined) throw new S3Error('InvalidAccessKeyId');
    if (scope.region !== region) {
      const message = `The region '${scope.region}' is wrong; expecting '${region}'.`;
      // Some clients begin with a region of their own and go on with the one they are told here.
      throw new S3Error(wrongRegion, message, {}, { Region: region });
    }
    const principal = { accessKeyId, tenant: found.tenant };
    return { principal, key: signingKeys(accessKeyId, found.secretAccessKey, scope) };
  };
}
