/**
 * API keys, sent as `X-Api-Key: ID.SECRET`. Only the SHA-256 of a secret is kept: secrets are 256 random bits made here, so there is
 * nothing to guess and a slow hash would protect nothing more.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Identified } from './caller.ts';
import { Fields } from './fields.ts';

export interface ApiKey {
  readonly id: string;
  /** Of the secret, in hex. */
  readonly sha256: string;
  readonly tenant: string;
  readonly roles: readonly string[];
}

/** By id. */
export type ApiKeys = ReadonlyMap<string, ApiKey>;

const ID_PATTERN = /^[\w-]{1,64}$/;

/** `roles` are those that the service knows. */
export function readApiKey(value: unknown, where: string, roles: readonly string[]): ApiKey {
  const fields = new Fields(value, where, ['id', 'sha256', 'tenant', 'roles']);
  const listed = fields.list('roles').map(([role]) => role);
  const granted = roles.filter((role) => listed.includes(role));
  if (granted.length < listed.length) throw fields.mistake(`roles may only hold ${roles.join(', ')}`);
  return {
    id: fields.text('id', ID_PATTERN, '1 to 64 letters, digits, dashes or underscores'),
    sha256: fields.text('sha256', /^[0-9a-f]{64}$/, 'the SHA-256 of the secret as 64 lower-case hex digits'),
    tenant: fields.tenant(),
    roles: granted,
  };
}

/** `sent` is the value of X-Api-Key. An unknown id takes as long to refuse as a wrong secret. */
export function verifyApiKey(keys: ApiKeys, sent: string): Identified {
  const [, id = '', secret = ''] = /^([^.]*)\.(.*)$/s.exec(sent) ?? [];
  const key = keys.get(id);
  const expected = Buffer.from(key?.sha256 ?? '0'.repeat(64), 'hex');
  const same = timingSafeEqual(createHash('sha256').update(secret).digest(), expected);
  if (key === undefined || !same) return { kind: 'invalid', message: 'The API key is not valid.' };
  return { kind: 'known', caller: { tenant: key.tenant, roles: key.roles } };
}

/** A new key: what its holder sends, and the entry for the credentials document. */
export function createApiKey(
  tenant: string,
  granted: readonly string[],
): { readonly key: string; readonly entry: ApiKey } {
  const id = randomBytes(6).toString('hex');
  const secret = randomBytes(32).toString('base64url');
  const sha256 = createHash('sha256').update(secret).digest('hex');
  const where = 'The new key';
  return { key: `${id}.${secret}`, entry: readApiKey({ id, sha256, tenant, roles: granted }, where, granted) };
}
