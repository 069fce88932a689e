/**
 * Who may sign: access keys, their secrets and the tenant each belongs to. Read once at start from JSON
 * `[{ "accessKeyId", "secretAccessKey", "tenant" }]`; a mistake there is reported in a sentence that never shows a secret.
 */
export interface Credential {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly tenant: string;
}

export type Credentials = ReadonlyMap<string, Credential>;

/** Parses and checks the JSON text; `source` names it in messages. Throws an Error that speaks to the person who starts the store. */
export function parseCredentials(json: string, source: string): Credentials {
  let entries: unknown;
  try {
    entries = JSON.parse(json);
  } catch {
    throw new Error(`${source} is not JSON.`);
  }
  if (!Array.isArray(entries) || entries.length === 0) {
    throw new Error(
      `${source} must be a JSON array of { accessKeyId, secretAccessKey, tenant } with at least one entry.`,
    );
  }
  const credentials = new Map<string, Credential>();
  for (const [index, entry] of entries.entries()) {
    const credential = toCredential(entry, `${source}, entry ${index}`);
    if (credentials.has(credential.accessKeyId)) {
      throw new Error(`${source}: the access key ${credential.accessKeyId} appears twice.`);
    }
    credentials.set(credential.accessKeyId, credential);
  }
  return credentials;
}

function toCredential(entry: unknown, where: string): Credential {
  const { accessKeyId, secretAccessKey, tenant } = (entry ?? {}) as Record<string, unknown>;
  if (typeof accessKeyId !== 'string' || !/^[\w.-]{3,128}$/.test(accessKeyId)) {
    throw new Error(`${where}: accessKeyId must be 3 to 128 letters, digits, dots, dashes or underscores.`);
  }
  if (typeof secretAccessKey !== 'string' || secretAccessKey.length < 8) {
    throw new Error(`${where}: secretAccessKey must be a string of at least 8 characters.`);
  }
  if (typeof tenant !== 'string' || !/^[\w.-]{1,64}$/.test(tenant)) {
    throw new Error(`${where}: tenant must be 1 to 64 letters, digits, dots, dashes or underscores.`);
  }
  return { accessKeyId, secretAccessKey, tenant };
}
