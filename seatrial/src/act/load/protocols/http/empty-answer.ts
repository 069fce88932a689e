/**
 * Answers of success that may be how a system says that nothing is there: without a body, with one that holds nothing (`null`,
 * `[]`, `{ data: null }`), or with one that tells of errors (GraphQL, JSON-RPC). A read that names no value must not take such an
 * answer for the thing itself, nor is who got it let in.
 */
import type { HttpResponse, RequestOptions } from '../../../../plan/protocols/http.ts';

/** Longer ones say something. */
const MOST_BYTES = 256;
/** Longer ones are not looked at for errors. */
const MOST_TELLING_ERRORS = 64 * 1024;
/** No content and reset content: who expects one of these says that it is the answer. */
const EMPTY: readonly number[] = [204, 205];

/** Why the answer does not show that something is there; null where it does. HEAD and 304 have no body at any time. */
export function whyEmpty(method: string, response: HttpResponse, { expect }: RequestOptions): string | null {
  const { status } = response;
  if (method === 'HEAD' || status >= 300) return null; // what is no success counts where the plan expects it
  if (EMPTY.includes(status) && (expect === status || (typeof expect === 'object' && expect.includes(status))))
    return null;
  const shown = shownBy(response);
  return shown === null
    ? null
    : `status ${status} with ${shown} may say that nothing is there: name the value in the write and the read`;
}

/** Why an answer of success gives a stranger nothing that is known to be another's; null where it does. What changes something may say nothing. */
export function whyNothing(method: string, response: HttpResponse): string | null {
  if (method === 'HEAD') return null;
  const shown = method === 'GET' || isData(response) ? shownBy(response) : tellsErrors(response) ? ERRORS : null;
  return shown === null
    ? null
    : `status ${response.status} with ${shown}, which need not be what was asked for: tell by t.access whether it is`;
}

const ERRORS = 'a body that tells of errors';

/** In place of the thing; null where it may be the thing itself. */
function shownBy(response: HttpResponse): string | null {
  if (response.size === 0) return 'no body';
  if (isNothing(response)) return response.text().trim();
  return tellsErrors(response) ? ERRORS : null;
}

/** `{ "errors": [...] }` or `{ "error": ... }`, none of them empty. */
function tellsErrors(response: HttpResponse): boolean {
  const { length } = response.body;
  if (length === 0 || length > MOST_TELLING_ERRORS || response.body[0] !== 0x7b) return false;
  const told: unknown = response.json();
  if (typeof told !== 'object' || told === null) return false;
  return ['errors', 'error'].some((name) => name in told && !holdsNothing((told as Record<string, unknown>)[name]));
}

/** An answer of GraphQL, which reads by POST. */
function isData(response: HttpResponse): boolean {
  return /^\s*\{\s*"data"/.test(response.text().slice(0, MOST_BYTES));
}

function isNothing(response: HttpResponse): boolean {
  const { length } = response.body;
  return length > 0 && length <= MOST_BYTES && holdsNothing(response.json());
}

/** `undefined` is what is no JSON. */
function holdsNothing(value: unknown): boolean {
  if (value === undefined) return false;
  if (value === null || value === '') return true;
  return typeof value === 'object' && Object.values(value).every(holdsNothing);
}
