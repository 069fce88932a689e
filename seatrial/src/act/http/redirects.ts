/**
 * Follows redirects as a browser does (RFC 9110, 15.4): where the next request goes, what it keeps, when to stop. It sends
 * nothing itself; a redirect that cannot be followed is a `protocol` failure, because the journey asked to get there.
 */
import type { StreamedBody } from '../../plan/protocols/http.ts';
import { addressOf, mayLead, type RouteOptions } from './address.ts';
import { withAuthorization } from './request.ts';
import { type Exchange, joined, unanswered } from './wire/exchange.ts';
import type { Failure } from './wire/failure.ts';

/** One request of a chain. */
export interface Hop {
  readonly origin: string;
  readonly method: string;
  readonly target: string;
  readonly headerBlock: string;
  readonly body: Uint8Array | StreamedBody | null;
}

/** Where a chain has led. */
export interface Trail {
  /** The last request of it, as `GET /login`. */
  readonly to: string;
  /** The same as a whole URL. */
  readonly url: string;
  /** Whether every redirect on the way said to ask the same again there (307, 308). */
  readonly isSameRequest: boolean;
}

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
/** What is for one origin only, and what describes a body. */
const OF_ONE_ORIGIN = /^(?:authorization|proxy-authorization|cookie|host):.*\r\n/gim;
const AUTHORIZATION = /^authorization:.*\r\n/gim;
const ABOUT_BODY = /^content-[^:]*:.*\r\n/gim;

export function isRedirect({ status }: Pick<Exchange, 'status'>): boolean {
  return REDIRECTS.has(status);
}

/**
 * Follows from `answer`, which `hop` got, at most `most` times; gives the last answer with the times and bytes of all, and
 * where that was; null where nothing was followed.
 * `own` is the origin of the journey's system, `reach` how it is reached; `send` is told how long the chain has taken so far.
 */
export async function follow(
  answer: Exchange,
  hop: Hop,
  most: number,
  own: string,
  reach: RouteOptions,
  send: (hop: Hop, spentMs: number) => Promise<Exchange>,
): Promise<{ exchange: Exchange; trail: Trail | null }> {
  let last = answer;
  let at = hop;
  let trail: Trail | null = null;
  const tally = { startedUs: answer.startedUs, bytesSent: answer.bytesSent, bytesReceived: answer.bytesReceived };
  for (let followed = 0; isRedirect(last); followed++) {
    const location = last.headers.location;
    if (location === undefined) break;
    const next = nextHop(at, last.status, location, own, reach, { followed, most });
    if ('why' in next) return { exchange: unanswered(next.cause, next.why, tally, last.endedUs), trail };
    at = next;
    trail = trailOf(at, (last.status === 307 || last.status === 308) && trail?.isSameRequest !== false, hop.origin);
    last = await send(at, (last.endedUs - tally.startedUs) / 1000);
    tally.bytesSent += last.bytesSent;
    tally.bytesReceived += last.bytesReceived;
  }
  return { exchange: joined(last, tally, last.body), trail };
}

function trailOf({ method, origin, target }: Hop, isSameRequest: boolean, from: string): Trail {
  const to = `${method} ${origin === from ? '' : origin}${target}`;
  return { to: to.length > 200 ? `${to.slice(0, 200)}...` : to, url: origin + target, isSameRequest };
}

/** How many redirects were followed, and how many may be. */
export interface Followed {
  readonly followed: number;
  readonly most: number;
}

/** The request a redirect leads to; why not, when it is not followed. `own` and `reach` as for `follow`. */
export function nextHop(
  hop: Hop,
  status: number,
  location: string,
  own: string,
  reach: RouteOptions,
  { followed, most }: Followed,
): Hop | Failure {
  const next =
    followed === most ? wrong(`more than ${most} redirects`) : hopTo(hop, status, once(location), own, reach);
  if (!('why' in next)) return next;
  const to = location.length > 200 ? `${location.slice(0, 200)}...` : location;
  return { cause: next.cause, why: `status ${status} to ${to} was not followed: ${next.why}` };
}

/** Two fields that say the same say it once, as browsers take it. */
function once(location: string): string {
  const half = location.slice(0, Math.max(0, (location.length - 2) / 2));
  return half !== '' && location === `${half}, ${half}` ? half : location;
}

function wrong(why: string): Failure {
  return { cause: 'protocol', why };
}

function hopTo(hop: Hop, status: number, location: string, own: string, reach: RouteOptions): Hop | Failure {
  // Put together as text: a target that begins with `//` is a path, and would be taken for another host.
  const here = hop.origin + hop.target;
  // Byte by byte, as browsers do: UTF-8 stays UTF-8, and Latin-1 what it was.
  const written = location.replace(/[\x80-\xff]/g, (byte) => `%${byte.charCodeAt(0).toString(16).toUpperCase()}`);
  if (!URL.canParse(written, here)) return wrong('it is no URL');
  const { protocol, href } = new URL(written, here);
  if (protocol !== 'http:' && protocol !== 'https:') return wrong(`${protocol} is not http`);
  const { origin, rest, authorization } = addressOf(href, own);
  // The rule is ours, so it says nothing about the system.
  if (!mayLead(hop.origin, origin, own, reach)) {
    const { host } = new URL(origin);
    return {
      cause: 'not followed',
      why: `${host} is not a system of this plan; add it to systems to follow redirects there`,
    };
  }
  const becomesGet =
    (status === 303 && hop.method !== 'HEAD') || ((status === 301 || status === 302) && hop.method === 'POST');
  let { headerBlock } = hop;
  if (origin !== hop.origin) headerBlock = headerBlock.replace(OF_ONE_ORIGIN, '');
  if (authorization !== '') headerBlock = withAuthorization(headerBlock.replace(AUTHORIZATION, ''), authorization);
  if (!becomesGet) return { ...hop, origin, target: rest, headerBlock };
  return { origin, method: 'GET', target: rest, headerBlock: headerBlock.replace(ABOUT_BODY, ''), body: null };
}
