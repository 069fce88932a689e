/**
 * The policy of a browser's upload form: a signed list of what the form may say. It is read from what was signed, and every field of the
 * form must be covered by it. Source: "POST policy" and "Creating an HTML form (using AWS Signature Version 4)", Amazon S3 API reference.
 */
import { S3Error } from '../wire/errors.ts';
import { isRecord } from './policy-text.ts';

export interface FormPolicy {
  readonly expiresMs: number;
  readonly conditions: readonly FormCondition[];
  /** What the file must be, in bytes, both included. */
  readonly leastBytes: number;
  readonly mostBytes: number;
}

/** Names of fields are in lower case. */
export interface FormCondition {
  readonly kind: 'eq' | 'starts-with';
  readonly field: string;
  readonly value: string;
}

/** Throws InvalidPolicyDocument, or AccessDenied for a condition on what is no field. */
export function readFormPolicy(base64: string): FormPolicy {
  let document: unknown;
  try {
    document = JSON.parse(Buffer.from(base64, 'base64').toString());
  } catch {
    throw invalid('The policy is not JSON in Base64.');
  }
  if (!isRecord(document) || typeof document.expiration !== 'string' || !Array.isArray(document.conditions)) {
    throw invalid('A policy has an expiration and conditions.');
  }
  const unknown = Object.keys(document).find((name) => name !== 'expiration' && name !== 'conditions');
  if (unknown !== undefined) throw invalid(`Unexpected: '${unknown}'.`);
  const expiresMs = /^\d{4}-\d\d-\d\dT/.test(document.expiration) ? Date.parse(document.expiration) : Number.NaN;
  if (Number.isNaN(expiresMs)) throw invalid('The expiration must be a time in ISO 8601.');
  const parts: readonly unknown[] = document.conditions;
  const ranges = parts.filter((part) => Array.isArray(part) && part[0] === 'content-length-range').map(readRange);
  const conditions = parts
    .filter((part) => !(Array.isArray(part) && part[0] === 'content-length-range'))
    .map(readCondition);
  return {
    expiresMs,
    conditions,
    leastBytes: Math.max(0, ...ranges.map(({ least }) => least)),
    mostBytes: Math.min(Number.POSITIVE_INFINITY, ...ranges.map(({ most }) => most)),
  };
}

function readCondition(part: unknown): FormCondition {
  if (isRecord(part)) {
    const [only, ...others] = Object.entries(part);
    if (only === undefined || others.length > 0) {
      throw invalid('Simple-Conditions must have exactly one property specified.');
    }
    const [name, value] = only;
    if (typeof value !== 'string') throw invalid(`The condition on ${name} must be a text.`);
    return { kind: 'eq', field: name.toLowerCase(), value };
  }
  if (!Array.isArray(part)) throw invalid('A condition is an object or a list.');
  const [word, name, value, ...rest]: readonly unknown[] = part;
  const kind = typeof word === 'string' ? word.toLowerCase() : word;
  if (kind !== 'eq' && kind !== 'starts-with') throw invalid(`Unknown kind of condition: ${String(word)}.`);
  if (typeof name !== 'string' || typeof value !== 'string' || rest.length > 0) {
    throw invalid(`A condition is written ["${kind}", "$field", "value"].`);
  }
  if (!name.startsWith('$')) throw failed(kind, name, value);
  return { kind, field: name.slice(1).toLowerCase(), value };
}

function readRange(part: unknown): { readonly least: number; readonly most: number } {
  const [, ...bounds] = part as readonly unknown[];
  const [least, most, ...rest] = bounds.map((bound) => (/^\d{1,15}$/.test(String(bound)) ? Number(bound) : undefined));
  if (least === undefined || most === undefined || rest.length > 0) {
    throw invalid('A content-length-range is two whole numbers.');
  }
  return { least, most };
}

/** Fields that need no condition: what carries the policy itself, and what is meant for nobody. */
const EXEMPT = ['policy', 'x-amz-signature', 'file'];

/**
 * Holds a form against its policy. `fields` are as the form sent them, with the key filled in, names in lower case; the bucket is the one
 * of the URL, and must be covered too. Throws AccessDenied.
 */
export function checkForm(
  policy: FormPolicy,
  fields: ReadonlyMap<string, string>,
  bucket: string,
  nowMs: number,
): void {
  if (nowMs >= policy.expiresMs) throw denied('Policy expired.');
  const values = new Map([...fields, ['bucket', bucket]]);
  for (const { kind, field, value } of policy.conditions) {
    const given = values.get(field) ?? '';
    const holds = kind === 'eq' ? given === value : startingParts(field, given).every((each) => each.startsWith(value));
    if (!holds) throw failed(kind, `$${field}`, value);
  }
  const covered = new Set(policy.conditions.map(({ field }) => field));
  const extra = [...values.keys()].find(
    (name) => !covered.has(name) && !EXEMPT.includes(name) && !name.startsWith('x-ignore-'),
  );
  if (extra !== undefined) throw denied(`Extra input fields: ${extra}`);
}

/** The bytes would be taken for any of the types that a Content-Type lists, so each of them must begin as it should. */
function startingParts(field: string, given: string): readonly string[] {
  return field === 'content-type' ? given.split(',').map((each) => each.trim()) : [given];
}

function failed(kind: string, field: string, value: string): S3Error {
  return denied(`Policy Condition failed: ["${kind}", "${field}", "${value}"]`);
}

function invalid(message: string): S3Error {
  return new S3Error('InvalidPolicyDocument', `Invalid Policy: ${message}`);
}

function denied(message: string): S3Error {
  return new S3Error('AccessDenied', `Invalid according to Policy: ${message}`);
}
