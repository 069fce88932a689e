/**
 * Whether a success has a status that its request had not named and that may be none: outside 2xx, or 202 and 207 where
 * something was to be written or deleted. Everything answered by a redirect to `/login`, everything read not there, and
 * everything accepted to be written some day would look well by such defaults of ours.
 */
import type { HeaderMap, RequestOptions } from '../../../../plan/protocols/http.ts';
import { isDenial } from './access-meaning.ts';
import { NOT_YET } from './request-meaning.ts';

/** Of a request that has not failed. */
export function isUnnamed(status: number, { expect, access, headers, writes, deletes }: RequestOptions): boolean {
  if (expect !== undefined) return false;
  if (status >= 200 && status < 300) return NOT_YET.includes(status) && (writes !== undefined || deletes !== undefined);
  // That a stranger is denied is what the attempt was made for; that the owner is, is not.
  if (access !== undefined && isDenial(status)) return access.actor === access.owner;
  return !(status === 304 && isConditional(headers));
}

/** The journey has asked for "not modified" itself. */
function isConditional(headers: HeaderMap | undefined): boolean {
  return Object.keys(headers ?? {}).some((name) => /^if-(?:none-match|modified-since)$/i.test(name));
}
