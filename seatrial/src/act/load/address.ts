/**
 * Where a path of a journey leads, and whether it may go there: the journey's system and this machine, nothing else.
 * Shared by every protocol, so that no protocol is a way around the rule.
 */
import { DoubtfulValue, PlanMistake, textOf } from '../../plan/mistake.ts';
import { isLoopback } from '../../plan/resolve-systems.ts';
import type { Origin } from './http/client.ts';

/** `origin` is `http://host:port` (`https` where it is secure); `rest` is the path and query behind it. */
export interface Address {
  readonly origin: string;
  readonly rest: string;
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
  if (!absolute) return { origin: own, rest: path };
  const end = path.slice(absolute[0].length).search(/[/?]/);
  const rest = end < 0 ? '' : path.slice(absolute[0].length + end);
  return { origin: originOf(path.replace(/^ws/i, 'http')), rest };
}

function originOf(url: string): string {
  if (!URL.canParse(url))
    throw new DoubtfulValue(`'${url.slice(0, 100)}' is no URL; write such as 'http://127.0.0.1:8080/'`);
  return new URL(url).origin;
}

/** The origin in its parts. Throws when it is neither this machine nor the origin of `own`. */
export function admit(origin: string, own: string): Origin {
  const url = new URL(origin);
  if (!isLoopback(url.hostname) && url.origin !== new URL(own).origin) {
    throw new PlanMistake(
      `${url.host} is not a system of this plan and not this machine; add it to systems to send requests there`,
    );
  }
  const secure = url.protocol === 'https:';
  return { secure, host: url.hostname.replace(/^\[|\]$/g, ''), port: Number(url.port) || (secure ? 443 : 80) };
}
