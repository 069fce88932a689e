/** Who calls a service: by an API key or a bearer token, each of a tenant. The roles that there are the service names. */
export { type ApiKey, type ApiKeys, createApiKey, verifyApiKey } from './api-keys.ts';
export type { BearerTrust } from './bearer.ts';
export type { Caller, Identified } from './caller.ts';
export { type CallerCredentials, readCallers } from './credentials.ts';
export { byId, Fields, parseJson, TENANT_MUST, TENANT_PATTERN } from './fields.ts';
export { createIdentify, type Identify } from './identify.ts';
