/**
 * The cookies of one user, kept and sent as a browser does (RFC 6265, 5.3 and 5.4). As in a browser, ports are not told
 * apart and a `Secure` cookie may go to this machine without TLS. `SameSite` and `HttpOnly` say nothing to a user without
 * pages; there is no list of public suffixes, only the rule that a domain has a dot.
 *
 * Our own and not `tough-cookie`, which brings pluggable stores and a list of suffixes: a user's memory needs neither.
 */
import { isIP } from 'node:net';
import type { HeaderMap } from '../../plan/http.ts';
import { isLoopback } from '../../plan/resolve-systems.ts';

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

/** What a peer sets beyond these is not kept: a cookie too long is ignored, the oldest of too many goes. */
const MAX_COOKIE_CHARS = 4096;
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
    const cookie = setCookie.length > MAX_COOKIE_CHARS ? null : readCookie(setCookie, place, nowMs);
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
    return sent.map(({ name, value }) => `${name}=${value}`).join('; ');
  }
}

function isSame(a: Cookie, b: Cookie): boolean {
  return a.name === b.name && a.domain === b.domain && a.path === b.path && a.hostOnly === b.hostOnly;
}

function readCookie(text: string, place: CookiePlace, nowMs: number): Cookie | null {
  const [pair = '', ...rest] = text.split(';');
  const equals = pair.indexOf('=');
  const name = pair.slice(0, equals).trim();
  if (equals < 0 || name === '') return null;
  const attributes = new Map(rest.map((part) => attributeOf(part)));
  const domain = attributes.get('domain')?.replace(/^\./, '').toLowerCase() || place.host;
  const given = attributes.get('path') ?? '';
  const path = given.startsWith('/') ? given : defaultPath(place.target);
  const secure = attributes.has('secure');
  const hostOnly = !attributes.get('domain');
  if (!mayCover(domain, place.host) || (secure && !isSafe(place))) return null;
  if (/^__(?:Secure|Host)-/i.test(name) && !secure) return null;
  if (/^__Host-/i.test(name) && (!hostOnly || path !== '/')) return null;
  const expiresMs = expiry(attributes.get('max-age'), attributes.get('expires'), nowMs);
  return { name, value: pair.slice(equals + 1).trim(), domain, hostOnly, path, secure, expiresMs };
}

function attributeOf(part: string): [string, string] {
  const equals = part.indexOf('=');
  if (equals < 0) return [part.trim().toLowerCase(), ''];
  return [part.slice(0, equals).trim().toLowerCase(), part.slice(equals + 1).trim()];
}

/** `Max-Age` wins; what can not be read is as if it were not there: kept as long as the user. */
function expiry(maxAge: string | undefined, expires: string | undefined, nowMs: number): number {
  if (maxAge !== undefined && /^-?\d+$/.test(maxAge)) return nowMs + Number(maxAge) * 1000;
  const atMs = Date.parse(expires ?? '');
  return Number.isNaN(atMs) ? Number.POSITIVE_INFINITY : atMs;
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
