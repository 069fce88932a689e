/** Who may sign requests to the S3 face: access keys, their secrets, and the tenant each belongs to. */
import { Fields } from '@seatrial/service-identity';

export interface AccessKey {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly tenant: string;
}

/** By access key id. */
export type AccessKeys = ReadonlyMap<string, AccessKey>;

/** Fields of other programs pass: these entries are often exported from their lists of accounts. */
export function readAccessKey(value: unknown, where: string): AccessKey {
  const fields = new Fields(value, where, ['accessKeyId', 'secretAccessKey', 'tenant'], 'ignored');
  return {
    accessKeyId: fields.text('accessKeyId', /^[\w.-]{3,128}$/, '3 to 128 letters, digits, dots, dashes or underscores'),
    secretAccessKey: fields.text('secretAccessKey', /^.{8,}$/s, 'a string of at least 8 characters'),
    tenant: fields.tenant(),
  };
}
