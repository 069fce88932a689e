/**
 * JSON without secrets. Only texts are changed: a secret that is a number, or the name of a member or of a kind, must not
 * make records unreadable. Values that are not texts are left unchanged.
 */
import type { Redact } from '../std/redact.ts';

interface RedactedJsonOptions {
  /** As in `JSON.stringify`. */
  readonly indent?: number;
  /** Members that have no secret any more. */
  readonly except?: readonly string[];
}

/** A record or a header as JSON. */
export function redactedJson(value: object, redact: Redact, { indent, except = [] }: RedactedJsonOptions = {}): string {
  const text = JSON.stringify(value, null, indent);
  if (redact(text) === text) return text;
  const redactPart = (key: string, part: unknown): unknown =>
    typeof part === 'string' && key !== 'kind' && !except.includes(key) ? redact(part) : part;
  return JSON.stringify(value, redactPart, indent);
}
