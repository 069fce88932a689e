/**
 * What a request proved itself with, found in its own target and headers: an answer that repeats it must not carry it into
 * evidence. Of a Basic header the password by itself as well.
 */
import { isSecretName } from './secret-names.ts';

/** As for secrets that a plan names: what is shorter stands in innocent text. */
const SHORTEST = 6;
/** Nothing of the sort is sent by most requests. */
const MAY_HOLD = /\?|authorization|cookie|secret|token|pass|pwd|key|auth|session|credential|jwt|private|dsn|pat/i;
const NAMED = /^(?:sig|signature|code|otp|pin)$/i;

/**
 * @param target path and query, as sent
 * @param headerBlock header lines, each with its CR LF
 * @example credentialsIn('/?api_key=k3y-k3y', 'authorization: Bearer t0ken-t0ken\r\n') // ['k3y-k3y', 't0ken-t0ken']
 */
export function credentialsIn(target: string, headerBlock: string): string[] {
  if (!MAY_HOLD.test(target) && !MAY_HOLD.test(headerBlock)) return [];
  const lines = headerBlock.split('\r\n').map((line) => {
    const colon = line.indexOf(':');
    return { name: line.slice(0, colon).trim().toLowerCase(), value: line.slice(colon + 1).trim() };
  });
  const values = [...inQuery(target), ...lines.flatMap(({ name, value }) => inHeader(name, value))];
  return [...new Set(values)].filter((value) => value.length >= SHORTEST).sort((a, b) => b.length - a.length);
}

/** The text without these values: plain, in JSON, in URLs. */
export function withoutCredentials(text: string, credentials: readonly string[]): string {
  let clean = text;
  for (const value of credentials) {
    for (const spelling of [value, JSON.stringify(value).slice(1, -1), encodeURIComponent(value.toWellFormed())])
      clean = clean.replaceAll(spelling, '[redacted]');
  }
  return clean;
}

function inQuery(target: string): string[] {
  const from = target.indexOf('?');
  if (from < 0) return [];
  return target
    .slice(from + 1)
    .split('&')
    .flatMap((part) => {
      const [name = '', ...rest] = part.split('=');
      const raw = rest.join('=');
      if (!isSecretName(name) && !NAMED.test(name)) return [];
      return [raw, new URLSearchParams(`x=${raw}`).get('x') ?? ''];
    });
}

function inHeader(name: string, value: string): string[] {
  if (name === 'cookie') {
    return value.split(';').map((pair) => pair.slice(pair.indexOf('=') + 1).trim());
  }
  if (!/^(?:proxy-)?authorization$/.test(name)) return isSecretName(name) ? [value] : [];
  const [, scheme = '', token = value] = /^([\w-]+)\s+(.+)$/.exec(value) ?? [];
  if (scheme.toLowerCase() !== 'basic') return [token];
  const said = Buffer.from(token, 'base64').toString();
  return [token, said, said.slice(said.indexOf(':') + 1)];
}
