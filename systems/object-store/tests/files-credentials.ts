/** Who may use the files API of a test's store: an API key for each tenant and for an operator, and an issuer of tokens of our own. */
import { createHash } from 'node:crypto';
import { type JWTPayload, SignJWT } from 'jose';

/** The operator is of a tenant of its own, and the only one with the role admin. */
export const apiKeys = {
  alpha: 'alpha.api-key-of-alpha',
  beta: 'beta.api-key-of-beta',
  operator: 'operator.api-key-of-the-operator',
} as const;

export type KeyHolder = keyof typeof apiKeys;

const issuer = {
  issuer: 'https://issuer.test',
  audience: 'object-store',
  hs256Secret: 'known to the issuer and the store only',
};

/** The parts of the credentials document beside the access keys. */
export const filesCredentials = {
  apiKeys: Object.entries(apiKeys).map(([tenant, key]) => {
    const [id = '', secret = ''] = key.split('.');
    const sha256 = createHash('sha256').update(secret).digest('hex');
    return { id, sha256, tenant, ...(tenant === 'operator' ? { roles: ['admin'] } : {}) };
  }),
  jwt: issuer,
};

/** A token that the store should believe, unless `claims` or `secret` make it a wrong one. */
export function tokenOf(tenant: string, claims: JWTPayload = {}, secret = issuer.hs256Secret): Promise<string> {
  const expiresS = Math.floor(Date.now() / 1000) + 300;
  return new SignJWT({ iss: issuer.issuer, aud: issuer.audience, exp: expiresS, tenant, ...claims })
    .setProtectedHeader({ alg: 'HS256' })
    .sign(Buffer.from(secret));
}
