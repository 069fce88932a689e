/**
 * Redaction of texts that are compared later. Were each secret replaced by the same words, different texts would become one, and
 * what is made of their comparison would be wrong. So a text that is changed gets a digest of what it was: within a run what
 * was equal stays equal, and what was different stays different. Nobody can find a secret by trying, because the digest is
 * made with a random salt that is written down nowhere.
 */
import { createHmac, randomBytes } from 'node:crypto';
import type { Redact } from './redact.ts';

const SALT_BYTES = 32;
/** In hexadecimal; 64 bits, so that of millions of keys no two share one. */
const DIGEST_LENGTH = 16;
/** `[redacted` or `[redacted private key`, without its end. */
const MARKER = /\[redacted[a-z ]*/;

/**
 * The same redaction, with a salt of its own.
 * @example redactorApart(redact)('token:user-1-0') // 'token:[redacted 3f9a0c41d2b87e56]'
 */
export function redactorApart(redact: Redact): Redact {
  const salt = randomBytes(SALT_BYTES);
  return (text) => {
    const clean = redact(text);
    if (clean === text) return text;
    // As UTF-16, because in UTF-8 halves of characters are all alike.
    const digest = createHmac('sha256', salt).update(text, 'utf16le').digest('hex').slice(0, DIGEST_LENGTH);
    return clean.replace(MARKER, `$& ${digest}`);
  };
}
