/**
 * JSON without secrets. Only texts are changed: a secret that is a number, or the name of a member or of a kind, must not
 * make records unreadable. Values that are not texts are left unchanged.
 */
import type { Redact } from '../std/redact.ts';

/** A record or a header as JSON; `indent` as in `JSON.stringify`. */
export function redactedJson(value: object, redact: Redact, indent?: number): string {
  const text = JSON.stringify(value, null, indent);
  if (redact(text) === text) return text;
  const redactPart = (key: string, part: unknown): unknown =>
    typeof part === 'string' && key !== 'kind' ? redact(part) : part;
  return JSON.stringify(value, redactPart, indent);
}
