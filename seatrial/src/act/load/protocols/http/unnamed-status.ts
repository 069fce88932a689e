/**
 * Whether a success has a status that its request had not named: outside 2xx, and counted as a success by a default of
 * ours. Everything answered by a redirect to `/login`, and everything read not there, would look well by such defaults.
 */
import type { HeaderMap, RequestOptions } from '../../../../plan/protocols/http.ts';
import { isDenial } from './request-meaning.ts';

/** Of a request that has not failed. */
export function isUnnamed(status: number, { expect, access, headers }: RequestOptions): boolean {
  if ((status >= 200 && status < 300) || expect !== undefined) return false;
  // That a stranger is denied is what the attempt was made for; that the owner is, is not.
  if (access !== undefined && isDenial(status)) return access.actor === access.owner;
  return !(status === 304 && isConditional(headers));
}

/** The journey has asked for "not modified" itself. */
function isConditional(headers: HeaderMap | undefined): boolean {
  return Object.keys(headers ?? {}).some((name) => /^if-(?:none-match|modified-since)$/i.test(name));
}
