/**
 * Takes secrets out of text before it is kept: known values, and what looks like a credential in a URL, a header or a
 * signature. Used for every line of evidence and every captured line of output; what is replaced can not come back.
 */
const PATTERNS: readonly (readonly [RegExp, string])[] = [
  [/(authorization"?\s*[:=]\s*"?)(basic|bearer)\s+[\w+/=.~-]+/gi, '$1$2 [redacted]'],
  [/\b(bearer)\s+[\w+/=.~-]{16,}/gi, '$1 [redacted]'],
  [/\bSignature=[0-9a-f]{32,}/g, 'Signature=[redacted]'],
  [/(X-Amz-(?:Signature|Security-Token)=)[\w%.-]+/gi, '$1[redacted]'],
  [/(:\/\/)[^\s/@:"']+:[^\s/@"']+@/g, '$1[redacted]@'],
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?-----END [A-Z ]*PRIVATE KEY-----/g, '[redacted private key]'],
];

export type Redact = (text: string) => string;

/**
 * Makes a redactor that also removes these values wherever they appear. Values under 6 characters are left alone: they
 * would cut holes into ordinary words.
 * @example redactor(['hunter2hunter2'])('password hunter2hunter2') // 'password [redacted]'
 */
export function redactor(secrets: readonly string[]): Redact {
  const values = secrets.filter((secret) => secret.length >= 6).sort((a, b) => b.length - a.length);
  const spellings = [
    ...new Set(values.flatMap((value) => [value, JSON.stringify(value).slice(1, -1), encodeURIComponent(value)])),
  ];
  return (text) => {
    let clean = text;
    for (const spelling of spellings) if (clean.includes(spelling)) clean = clean.replaceAll(spelling, '[redacted]');
    for (const [pattern, replacement] of PATTERNS) clean = clean.replace(pattern, replacement);
    return clean;
  };
}
