/** The part of a credentials document that says who may call: `apiKeys`, and the issuer of tokens, `jwt`. */
import { type ApiKeys, readApiKey } from './api-keys.ts';
import { type BearerTrust, readBearerTrust } from './bearer.ts';
import { byId, type Fields } from './fields.ts';

export interface CallerCredentials {
  readonly apiKeys: ApiKeys;
  /** Undefined when no tokens are trusted. */
  readonly jwt: BearerTrust | undefined;
}

/** `roles` are those that the service knows. Throws an Error that speaks to the person who starts the service, and shows no secret. */
export function readCallers(fields: Fields, roles: readonly string[]): CallerCredentials {
  const keys = fields.list('apiKeys').map(([value, where]) => readApiKey(value, where, roles));
  const jwt = fields.get('jwt');
  return {
    apiKeys: byId(keys, ({ id }) => id, `${fields.where}: the API key`),
    jwt: jwt === undefined ? undefined : readBearerTrust(jwt, `${fields.where}, jwt`, roles),
  };
}
