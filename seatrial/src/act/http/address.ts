/**
 * Where a path of a journey leads, and whether it may go there: the journey's system and this machine, nothing else.
 * Shared by every protocol, so that no protocol is a way around the rule.
 */
import { DoubtfulValue, PlanMistakeError, textOf } from '../../plan/mistake.ts';
import { credentialsOf } from '../../std/credentials.ts';
import { bareHost, defaultPort, isLoopback } from '../../std/host.ts';
import type { Origin } from './wire/client.ts';

/** `origin` is `http://host:port` (`https` where it is secure); `rest` is the path and query behind it. */
export interface Address {
  readonly origin: string;
  readonly rest: string;
  /** The value of `Authorization` that `user:password@` stands for; empty without. */
  readonly authorization: string;
}

/** How the journey's system is reached, beside its URL. */
export interface RouteOptions {
  /** Holds for every origin. */
  readonly tls?: Origin['tls'];
  /** The path of the Unix socket that the system listens on; holds for its own origin only. */
  readonly socketPath?: string;
  /** Of every system of the plan: where whole URLs and redirects may lead. */
  readonly origins?: ReadonlySet<string>;
}

/**
 * Cuts an absolute `http(s)://` or `ws(s)://` URL in two; anything else is a path on `own`. A fragment is for whoever reads
 * the page and is never sent (RFC 9110, 7.1).
 */
export function addressOf(written: string, own: string): Address {
  textOf('the path', written);
  const fragment = written.indexOf('#');
  const path = fragment < 0 ? written : written.slice(0, fragment);
  const absolute = /^(?:http|ws)s?:\/\//i.exec(path);
  if (!absolute) return { origin: own, rest: path, authorization: '' };
  const end = path.slice(absolute[0].length).search(/[/?]/);
  const rest = end < 0 ? '' : path.slice(absolute[0].length + end);
  const url = parsed(path.replace(/^ws/i, 'http'));
  return { origin: url.origin, rest, authorization: basicOf(url) };
}

function parsed(url: string): URL {
  if (!URL.canParse(url))
    throw new DoubtfulValue(
      `'${withoutPassword(url).slice(0, 100)}' is no URL; write such as 'http://127.0.0.1:8080/'`,
    );
  return new URL(url);
}

function withoutPassword(url: string): string {
  return url.replace(/(?<=^[^/]*\/\/)[^/?]*@/, '');
}

/** As curl and browsers send it, in UTF-8. */
function basicOf(url: URL): string {
  const credentials = credentialsOf(url);
  return credentials === '' ? '' : `Basic ${Buffer.from(credentials).toString('base64')}`;
}

/**
 * Whether a system may lead the load from one origin to another: to systems of the plan only, by whatever name of this machine
 * a system calls itself (`localhost`). A program that merely runs on this
 * machine would be loaded by another's word, and its answers would speak for the system.
 */
export function mayLead(from: string, to: string, own: string, { origins }: RouteOptions = {}): boolean {
  if (to === from || isOrigin(to, own) || origins?.has(to) === true) return true;
  return [from, own, ...(origins ?? [])].some((origin) => isSamePortHere(origin, to));
}

/** Whether both are one port of this machine, by whatever names of it. */
function isSamePortHere(one: string, other: string): boolean {
  if (!URL.canParse(one)) return false;
  const [a, b] = [new URL(one), new URL(other)];
  return a.protocol === b.protocol && a.port === b.port && isLoopback(a.hostname) && isLoopback(b.hostname);
}

function isOrigin(origin: string, url: string): boolean {
  return url !== '' && origin === new URL(url).origin;
}

/** The origin in its parts. Throws when it is neither this machine nor that of a system of the plan. */
export function admit(origin: string, own: string, { tls, socketPath, origins }: RouteOptions = {}): Origin {
  if (origin === '')
    throw new PlanMistakeError(
      "the journey's system has no {port}, so a path leads nowhere; name another with { on: api }, or give a whole URL",
    );
  const url = new URL(origin);
  const isOwn = isOrigin(url.origin, own);
  if (!isOwn && !isLoopback(url.hostname) && !origins?.has(url.origin)) {
    throw new PlanMistakeError(
      `${url.host} is not a system of this plan and not this machine; add it to systems to send requests there`,
    );
  }
  const secure = url.protocol === 'https:';
  const at = { secure, host: bareHost(url.hostname), port: Number(url.port) || defaultPort(secure) };
  return { ...at, ...(tls && { tls }), ...(isOwn && socketPath !== undefined && { socketPath }) };
}
