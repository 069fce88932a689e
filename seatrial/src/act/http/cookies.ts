/**
 * The cookies of one user, kept and sent as a browser does (RFC 6265, 5.3 and 5.4). As in a browser, ports are not told
 * apart and a `Secure` cookie may go to this machine without TLS. `SameSite` and `HttpOnly` say nothing to a user without
 * pages; there is no list of public suffixes, only the rule that a domain has a dot.
 *
 * Our own and not `tough-cookie`, which brings pluggable stores and a list of suffixes: a user's memory needs neither.
 */
import { isIP } from 'node:net';
import type { HeaderMap } from '../../plan/protocols/http.ts';
import { isLoopback } from '../../std/host.ts';
import { parseCookieDate } from './cookie-date.ts';

/** Where a request goes, as far as cookies care; `host` in lower case. */
export interface CookiePlace {
  readonly host: string;
  readonly secure: boolean;
  /** With its query or without. */
  readonly target: string;
}

interface Cookie {
  readonly name: string;
  readonly value: string;
  readonly domain: string;
  /** Sent to exactly that host, not to those below it. */
  readonly hostOnly: boolean;
  readonly path: string;
  readonly secure: boolean;
  readonly expiresMs: number;
}

/** The cookies of a user, as protocols that begin with an answer of HTTP share them with `t.http`. */
export interface UserCookies {
  /** The value of the header; empty when there is nothing to send. */
  cookiesFor(place: CookiePlace): string;
  keepCookies(setCookies: readonly string[], place: CookiePlace): void;
}

/** A user who keeps none. */
export const NO_COOKIES: UserCookies = { cookiesFor: () => '', keepCookies: () => {} };

/** The headers of an opening and the user's cookies; those that the journey wrote itself win. */
export function withCookies(headers: HeaderMap, cookies: string): HeaderMap {
  const own = Object.keys(headers).some((name) => name.toLowerCase() === 'cookie');
  return own || cookies === '' ? headers : { ...headers, Cookie: cookies };
}

/** A cookie whose name and value are longer is ignored, and so is an attribute (RFC 6265bis, 5.6); the oldest of too many goes. */
const MAX_PAIR_BYTES = 4096;
const MAX_ATTRIBUTE_BYTES = 1024;
const MAX_COOKIES = 500;

export class CookieJar {
  #cookies: Cookie[] = [];
  readonly #nowMs: () => number;

  /** `nowMs`: wall-clock time, as `Expires` means it. */
  constructor(nowMs: () => number = Date.now) {
    this.#nowMs = nowMs;
  }

  /** Takes one `Set-Cookie` value; what the place may not set is ignored. */
  take(setCookie: string, place: CookiePlace): void {
    const nowMs = this.#nowMs();
    const cookie = readCookie(setCookie, place, nowMs);
    if (cookie === null) return;
    const at = this.#cookies.findIndex((known) => isSame(known, cookie));
    if (at >= 0) this.#cookies[at] = cookie;
    else this.#cookies.push(cookie);
    this.#cookies = this.#cookies.filter(({ expiresMs }) => expiresMs > nowMs).slice(-MAX_COOKIES);
  }

  /** The header line for a request, `Cookie: a=1; b=2` with its line end; empty when there is nothing to send. */
  lineFor(place: CookiePlace): string {
    const value = this.valueFor(place);
    return value === '' ? '' : `Cookie: ${value}\r\n`;
  }

  valueFor(place: CookiePlace): string {
    const nowMs = this.#nowMs();
    const path = pathOf(place.target);
    const sent = this.#cookies.filter((cookie) => cookie.expiresMs > nowMs && isFor(cookie, place, path));
    sent.sort((a, b) => b.path.length - a.path.length); // stable: among equals the earlier one first
    return sent.map(({ name, value }) => (name === '' ? value : `${name}=${value}`)).join('; ');
  }
}

function isSame(a: Cookie, b: Cookie): boolean {
  return a.name === b.name && a.domain === b.domain && a.path === b.path && a.hostOnly === b.hostOnly;
}

function readCookie(text: string, place: CookiePlace, nowMs: number): Cookie | null {
  const [pair = '', ...rest] = text.split(';');
  const equals = pair.indexOf('=');
  // Without `=` it is a value without a name, as browsers take it.
  const name = pair.slice(0, Math.max(0, equals)).trim();
  const value = pair.slice(equals + 1).trim();
  if (name + value === '' || name.length + value.length > MAX_PAIR_BYTES) return null;
  // Nothing may look like a cookie of a protected name when it is sent.
  if (name === '' && /^__(?:Secure|Host)-/i.test(value)) return null;
  const attributes = attributesOf(rest, nowMs);
  const { secure } = attributes;
  const domain = attributes.domain || place.host;
  const path = attributes.path.startsWith('/') ? attributes.path : defaultPath(place.target);
  const hostOnly = attributes.domain === '';
  if (!mayCover(domain, place.host) || (secure && !isSafe(place))) return null;
  if (/^__(?:Secure|Host)-/i.test(name) && !secure) return null;
  if (/^__Host-/i.test(name) && (!hostOnly || path !== '/')) return null;
  const { expiresMs } = attributes;
  return { name, value, domain, hostOnly, path, secure, expiresMs };
}

interface Attributes {
  readonly domain: string;
  readonly path: string;
  readonly secure: boolean;
  readonly expiresMs: number;
}

/** Of several attributes of one name the last that can be read counts (5.2); `Max-Age` wins over `Expires`. */
function attributesOf(parts: readonly string[], nowMs: number): Attributes {
  let [domain, path, secure] = ['', '', false];
  let ageMs: number | null = null;
  let expiresMs: number | null = null;
  for (const part of parts) {
    const equals = part.indexOf('=');
    const name = (equals < 0 ? part : part.slice(0, equals)).trim().toLowerCase();
    const value = equals < 0 ? '' : part.slice(equals + 1).trim();
    if (value.length > MAX_ATTRIBUTE_BYTES) continue;
    if (name === 'domain') domain = value.replace(/^\./, '').toLowerCase();
    else if (name === 'path') path = value;
    else if (name === 'secure') secure = true;
    else if (name === 'max-age' && /^-?\d+$/.test(value)) ageMs = nowMs + Number(value) * 1000;
    else if (name === 'expires') expiresMs = parseCookieDate(value) ?? expiresMs;
  }
  return { domain, path, secure, expiresMs: ageMs ?? expiresMs ?? Number.POSITIVE_INFINITY };
}

/** Whether a host may set a cookie for a domain: its own name, or one above it that is no top level. */
function mayCover(domain: string, host: string): boolean {
  return domain === host || (isIP(host) === 0 && domain.includes('.') && host.endsWith(`.${domain}`));
}

function isFor({ domain, hostOnly, path: over, secure }: Cookie, place: CookiePlace, path: string): boolean {
  if (place.host !== domain && (hostOnly || !place.host.endsWith(`.${domain}`))) return false;
  if (secure && !isSafe(place)) return false;
  return path === over || (path.startsWith(over) && (over.endsWith('/') || path[over.length] === '/'));
}

function isSafe({ secure, host }: CookiePlace): boolean {
  return secure || isLoopback(host);
}

function pathOf(target: string): string {
  const query = target.indexOf('?');
  return query < 0 ? target : target.slice(0, query);
}

/** The folder of a path: `/a/b` is in `/a`. */
function defaultPath(target: string): string {
  const path = pathOf(target);
  return path.slice(0, Math.max(1, path.lastIndexOf('/')));
}
