/** How the JSON of a policy is taken apart: one text or several where either is allowed, and one way to say that it is wrong. */
import { S3Error } from '../wire/errors.ts';

export function malformed(message: string): S3Error {
  return new S3Error('MalformedPolicy', message);
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `"a"` or `["a", "b"]`, never nothing; numbers and booleans count as their text. Throws MalformedPolicy. */
export function textsOf(value: unknown, what: string): readonly string[] {
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (values.length === 0) throw malformed(`${what} is empty.`);
  return values.map((each) => {
    if (typeof each === 'number' || typeof each === 'boolean') return String(each);
    if (typeof each !== 'string') throw malformed(`${what} must be a text or a list of texts.`);
    return each;
  });
}
