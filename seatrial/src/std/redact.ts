/**
 * Takes secrets out of text before it is kept: known values in every form they travel in, and what looks like a credential in
 * a URL, a header, a cookie or a token. Used for every line of evidence and every captured line of output; what is
 * replaced cannot come back. What an innocent look-alike is, the corpus in `redact.test.ts` says.
 */
import { escapedOut } from './escaped.ts';
import { withoutSecretFields } from './secret-fields.ts';
import { linesOf, spellingsOf } from './secret-spellings.ts';
import { spelledOut } from './spelled-out.ts';

/** A header or member with one of these names holds a credential, whatever its scheme. */
const CREDENTIAL_HEADER =
  '(?:proxy-)?authorization|x-(?:api|auth|access)-(?:key|token)|x-amz-security-token|x-csrf-token';

/** Says nothing by itself, and is left to read. */
const SCHEMES = '(?:basic|bearer|token|digest|negotiate|aws4-hmac-sha256)\\s+';

const PATTERNS: readonly (readonly [RegExp, string])[] = [
  [
    new RegExp(
      `((?:${CREDENTIAL_HEADER})\\\\*"?\\s*[:=]\\s*\\[?\\s*\\\\*"?(?:${SCHEMES})?)(?!\\[redacted\\])[^\\r\\n"\\\\,\\]}]+`,
      'gi',
    ),
    '$1[redacted]',
  ],
  [/\b((?:set-)?cookie\\*"?\s*:\s*\[?\s*\\*"?)(?!\[redacted\])[^\s=:;"']+=[^\r\n"\\\]}]+/gi, '$1[redacted]'],
  [/\b(bearer)\s+[\w+/=.~-]{16,}/gi, '$1 [redacted]'],
  [/\bSignature=[0-9a-f]{32,}/g, 'Signature=[redacted]'],
  [/(X-Amz-(?:Signature|Security-Token)=)[\w%.-]+/gi, '$1[redacted]'],
  [/([?&](?:access_token|api_?key|token|password|passwd|secret|sig|signature)=)[^&\s"'\\]+/gi, '$1[redacted]'],
  // Up to the last @ of the authority: a password may hold one itself.
  [/(:\/\/)[^\s/"'<>]*:[^\s/"'<>]+@/g, '$1[redacted]@'],
  [/(:\/\/)[\w-]{20,}@/g, '$1[redacted]@'],
  [/\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]{8,}/g, '[redacted token]'],
  [
    /\b(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_\w{22,}|glpat-[\w-]{20,}|xox[abprs]-[\w-]{10,}|(?:sk|rk)_live_\w{16,}|npm_[A-Za-z0-9]{36})/g,
    '[redacted token]',
  ],
  [/\b((?:aws_?)?secret_?(?:access_?)?key\\*"?\s*[:=]\s*\\*"?)[A-Za-z0-9/+=]{40}(?![A-Za-z0-9/+=])/gi, '$1[redacted]'],
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?-----END [A-Z ]*PRIVATE KEY-----/g, '[redacted private key]'],
];

/** What one of the patterns can match has one of these in it; most lines have none. */
const TELLING =
  /authorization|x-(?:api|auth|access|amz|csrf)|cookie|bearer|signature|token|(?:api|access|private|signing|encryption|master|account|auth)[_-]?key|secret|pass[wp]|pwd|:\/\/|eyJ|gh[pousr]_|github_pat_|glpat-|xox|_live_|npm_|-----BEGIN/i;

export type Redact = (text: string) => string;

/**
 * Makes a redactor that also removes these values wherever they appear, and their lines where they have several. Values under 6 characters are left alone: they
 * would cut holes into ordinary words.
 * @example redactor(['hunter2hunter2'])('password hunter2hunter2') // 'password [redacted]'
 */
export function redactor(secrets: readonly string[]): Redact {
  const values = secrets.filter((secret) => secret.length >= 6).flatMap((secret) => [secret, ...linesOf(secret)]);
  // The longest first: of two secrets that begin alike, the longer one is meant. One expression for all, because a line of
  // evidence is looked through for each of hundreds of spellings.
  const spellings = [...new Set(values.flatMap(spellingsOf))].sort((a, b) => b.length - a.length);
  const known = spellings.length === 0 ? null : anyOf(spellings, 'g');
  const lists = [...new Set(values)].sort((a, b) => b.length - a.length);
  return (text) => {
    let clean = withoutHidden(known === null ? text : text.replace(known, '[redacted]'), lists);
    if (!TELLING.test(clean)) return clean;
    for (const [pattern, replacement] of PATTERNS) clean = clean.replace(pattern, replacement);
    return withoutSecretFields(clean);
  };
}

/** Without these values where they stand an item a byte or an item a character, or with characters escaped. */
function withoutHidden(text: string, values: readonly string[]): string {
  return [spelledOut, escapedOut].reduce((left, findIn) => {
    const found = findIn(left, values).sort((a, b) => b.from - a.from);
    return found.reduce((clean, { from, to }) => `${clean.slice(0, from)}[redacted]${clean.slice(to)}`, left);
  }, text);
}

/** Matches any of these texts, the first of them where several fit. */
export function anyOf(texts: readonly string[], flags = ''): RegExp {
  return new RegExp(texts.map(literal).join('|'), flags);
}

function literal(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\/]/g, '\\$&');
}
