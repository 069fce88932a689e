/**
 * Bearer tokens: JSON Web Tokens that somebody else issues and this service trusts, by one secret (HS256), one public key (Ed25519), or both.
 * The algorithm is bound to the key and never taken from the token. Issuer, audience, times and tenant must all be there and right.
 */
import { createPublicKey, createSecretKey, type KeyObject } from 'node:crypto';
import { errors, jwtVerify } from 'jose';
import type { Identified } from './caller.ts';
import { Fields, TENANT_PATTERN } from './fields.ts';

export interface BearerTrust {
  readonly issuer: string;
  readonly audience: string;
  /** The roles that the service knows: a token may claim others. */
  readonly roles: readonly string[];
  /** The key of each algorithm that is trusted. */
  readonly keys: ReadonlyMap<string, KeyObject>;
}

/** Clocks of issuers differ a little from ours. */
const CLOCK_TOLERANCE_S = 30;

export function readBearerTrust(value: unknown, where: string, roles: readonly string[]): BearerTrust {
  const fields = new Fields(value, where, ['issuer', 'audience', 'hs256Secret', 'ed25519PublicKey']);
  const secret = fields.optionalText('hs256Secret', /^.{32,}$/s, 'a string of at least 32 characters (RFC 7518, 3.2)');
  const pem = fields.optionalText('ed25519PublicKey', /^-----BEGIN PUBLIC KEY-----/, 'a public key in PEM');
  const keys = new Map<string, KeyObject>();
  if (secret !== undefined) keys.set('HS256', createSecretKey(Buffer.from(secret)));
  if (pem !== undefined) {
    const key = publicKey(pem);
    if (key?.asymmetricKeyType !== 'ed25519') throw fields.mistake('ed25519PublicKey must be an Ed25519 key');
    keys.set('EdDSA', key).set('Ed25519', key);
  }
  if (keys.size === 0) throw fields.mistake('hs256Secret or ed25519PublicKey must be given');
  const issuer = fields.text('issuer', /./, 'the `iss` of the tokens');
  return { issuer, audience: fields.text('audience', /./, 'the `aud` of the tokens'), roles, keys };
}

function publicKey(pem: string): KeyObject | undefined {
  try {
    return createPublicKey(pem);
  } catch {
    return undefined;
  }
}

/** `token` is what follows `Bearer `. Claims: `tenant`, and `roles` (an array) where a role is needed. */
export async function verifyBearer(trust: BearerTrust, token: string, nowMs: number): Promise<Identified> {
  try {
    const { payload } = await jwtVerify(token, ({ alg }) => keyOf(trust, alg), {
      algorithms: [...trust.keys.keys()],
      issuer: trust.issuer,
      audience: trust.audience,
      requiredClaims: ['exp', 'tenant'],
      clockTolerance: CLOCK_TOLERANCE_S,
      currentDate: new Date(nowMs),
    });
    const { tenant, roles } = payload;
    if (typeof tenant !== 'string' || !TENANT_PATTERN.test(tenant)) return invalid('The claim `tenant` is not valid.');
    const claimed: readonly unknown[] = Array.isArray(roles) ? roles : [];
    return { kind: 'known', caller: { tenant, roles: trust.roles.filter((role) => claimed.includes(role)) } };
  } catch (error) {
    if (error instanceof errors.JWTExpired) return invalid('The token has expired.');
    if (error instanceof errors.JOSEError) return invalid('The token is not valid.');
    throw error;
  }
}

function keyOf(trust: BearerTrust, algorithm: string | undefined): KeyObject {
  const key = trust.keys.get(algorithm ?? '');
  if (key === undefined) throw new errors.JOSEAlgNotAllowed();
  return key;
}

function invalid(message: string): Identified {
  return { kind: 'invalid', message };
}
