/** Who uses the store in its trials: tenants, each with an S3 account and an API key, and an issuer of tokens. Made up here, used nowhere else. */
import { createHash } from 'node:crypto';
import type { Account } from '@seatrial/kit-s3';
import { SignJWT } from 'jose';

export interface Tenant extends Account {
  /** As it is sent in X-Api-Key. */
  readonly apiKey: string;
}

const tenantOf = (tenant: string): Tenant => ({
  tenant,
  accessKeyId: `AK${tenant.toUpperCase()}`,
  secretAccessKey: `${tenant}-secret-of-this-trial-only`,
  apiKey: `${tenant}.${tenant}-api-key-of-this-trial-only`,
});

export const tenants = [
  tenantOf('amber'),
  tenantOf('birch'),
  tenantOf('cedar'),
  tenantOf('dahlia'),
  tenantOf('elder'),
] as const;

/** May see and change storage servers, and has nothing of its own. */
export const operator = tenantOf('operator');

/** Has a quota. */
export const limited = { ...tenantOf('fir'), quotaBytes: 1_000_000 };

const storing = [...tenants, limited];

const issuer = {
  issuer: 'https://issuer.of.this.trial',
  audience: 'object-store',
  hs256Secret: 'known to the issuer and to the store, for this trial only',
};

/** The credentials document of the store. */
export const credentialsJson = JSON.stringify({
  accessKeys: storing.map(({ tenant, accessKeyId, secretAccessKey }) => ({ tenant, accessKeyId, secretAccessKey })),
  apiKeys: [...storing, operator].map(({ tenant, apiKey }) => ({
    id: tenant,
    sha256: createHash('sha256')
      .update(apiKey.slice(tenant.length + 1))
      .digest('hex'),
    tenant,
    ...(tenant === operator.tenant && { roles: ['admin'] }),
  })),
  jwt: issuer,
  tenants: { [limited.tenant]: { quotaBytes: limited.quotaBytes } },
});

/** Must not appear in evidence. */
export const secrets = [
  ...[...storing, operator].flatMap(({ secretAccessKey, apiKey }) => [secretAccessKey, apiKey]),
  issuer.hs256Secret,
];

/** A token that the store should believe, unless `claims` or `secret` make it a wrong one. */
export function tokenOf(
  tenant: string,
  claims: Record<string, unknown> = {},
  secret = issuer.hs256Secret,
): Promise<string> {
  const expiresS = Math.floor(Date.now() / 1000) + 300;
  return new SignJWT({ iss: issuer.issuer, aud: issuer.audience, exp: expiresS, tenant, ...claims })
    .setProtectedHeader({ alg: 'HS256' })
    .sign(Buffer.from(secret));
}
