/**
 * Takes secrets out of text before it is kept: known values, and what looks like a credential in a URL, a header or a
 * signature. Used for every line of evidence and every captured line of output; what is replaced can not come back.
 */
const PATTERNS: readonly (readonly [RegExp, string])[] = [
  [/(authorization\\*"?\s*[:=]\s*\\*"?)(basic|bearer)\s+[\w+/=.~-]+/gi, '$1$2 [redacted]'],
  [/\b(bearer)\s+[\w+/=.~-]{16,}/gi, '$1 [redacted]'],
  [/\bSignature=[0-9a-f]{32,}/g, 'Signature=[redacted]'],
  [/(X-Amz-(?:Signature|Security-Token)=)[\w%.-]+/gi, '$1[redacted]'],
  [/(:\/\/)[^\s/@:"']*:[^\s/@"']+@/g, '$1[redacted]@'],
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
  const spellings = [...new Set(values.flatMap(spellingsOf))];
  return (text) => {
    let clean = text;
    for (const spelling of spellings) if (clean.includes(spelling)) clean = clean.replaceAll(spelling, '[redacted]');
    for (const [pattern, replacement] of PATTERNS) clean = clean.replace(pattern, replacement);
    return clean;
  };
}

/** A value as it stands in plain text, in JSON, in JSON within JSON, and in URLs and forms. */
export function spellingsOf(value: string): string[] {
  const json = inJson(value);
  const url = encodeURIComponent(value.toWellFormed());
  const strict = url.replaceAll(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
  const urls = [url, strict, encodeURI(value.toWellFormed()), new URLSearchParams({ '': value }).toString().slice(1)];
  const lower = urls.map((text) => text.replaceAll(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()));
  return [value, json, inJson(json), ...urls, ...lower];
}

function inJson(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}
