/**
 * The credentials document: who may use this store and as which tenant. Read once at start, from JSON; a mistake in it is reported in a
 * sentence that never shows a secret. A bare array is short for `{ "accessKeys": [...] }`.
 */
import {
  byId,
  type CallerCredentials,
  Fields,
  parseJson,
  readCallers,
  TENANT_MUST,
  TENANT_PATTERN,
} from '@seatrial/service-identity';
import { type AccessKeys, readAccessKey } from './access-keys.ts';

/** Of callers of the files API: what concerns the whole store needs one. */
const ROLES = ['admin'];

export interface Credentials extends CallerCredentials {
  readonly accessKeys: AccessKeys;
  /** Every tenant that the document names, and how many bytes it may keep (undefined: any number). */
  readonly quotas: ReadonlyMap<string, number | undefined>;
}

/** Parses and checks the JSON text; `source` names it in messages. Throws an Error that speaks to the person who starts the store. */
export function parseCredentials(json: string, source: string): Credentials {
  const value = parseJson(json, source);
  const parts = ['accessKeys', 'apiKeys', 'jwt', 'tenants'];
  const fields = new Fields(Array.isArray(value) ? { accessKeys: value } : value, source, parts);
  const accessKeys = byId(
    fields.list('accessKeys').map((entry) => readAccessKey(...entry)),
    (key) => key.accessKeyId,
    `${source}: the access key`,
  );
  const { apiKeys, jwt } = readCallers(fields, ROLES);
  if (accessKeys.size + apiKeys.size === 0 && jwt === undefined) {
    throw new Error(
      `${source} lets nobody in. Give accessKeys: a JSON array of { accessKeyId, secretAccessKey, tenant } with at least one entry, or apiKeys, or jwt.`,
    );
  }
  const named = [...accessKeys.values(), ...apiKeys.values()].map(({ tenant }) => [tenant, undefined] as const);
  return { accessKeys, apiKeys, jwt, quotas: new Map([...named, ...readQuotas(fields)]) };
}

function readQuotas(fields: Fields): (readonly [tenant: string, quotaBytes: number | undefined])[] {
  const where = `${fields.where}, tenants`;
  const value = fields.get('tenants') ?? {};
  if (typeof value !== 'object' || Array.isArray(value))
    throw new Error(`${where} must be an object: { NAME: { quotaBytes } }.`);
  return Object.entries(value).map(([tenant, limits]) => {
    if (!TENANT_PATTERN.test(tenant)) throw new Error(`${where}: a name must be ${TENANT_MUST}.`);
    const limit = new Fields(limits, `${where}, ${tenant}`, ['quotaBytes']);
    const quotaBytes = limit.get('quotaBytes');
    if (quotaBytes === undefined || (Number.isSafeInteger(quotaBytes) && Number(quotaBytes) >= 0)) {
      return [tenant, quotaBytes === undefined ? undefined : Number(quotaBytes)];
    }
    throw limit.mistake('quotaBytes must be a whole number of bytes');
  });
}
