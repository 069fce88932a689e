/**
 * Answers of success that may be how a system says that nothing is there: without a body, with one that holds nothing (`null`,
 * `[]`, `{ items: [], total: 0, page: 1 }`), or with one that tells of errors (GraphQL, JSON-RPC, `success: false`). A read that
 * names no value must not take such an answer for the thing itself, nor is who got it let in.
 */
import type { HttpResponse, RequestOptions } from '../../../../plan/protocols/http.ts';

/** Longer ones say something. */
const MOST_BYTES = 256;
/** Longer ones are not looked at for errors. */
const MOST_TELLING_ERRORS = 64 * 1024;
/** No content and reset content: who expects one of these says that it is the answer. */
const EMPTY: readonly number[] = [204, 205];
/** What stands beside an empty list, whoever asks. */
const OF_PAGES =
  /^(page|limit|offset|size|skip|take|from|to|((current|next|first|last|total)_?)?pages?|(per|page)_?(page|size|number|index))$/i;
/** What stands around an answer, whatever is in it. */
const OF_ENVELOPES = /^(success|ok|acknowledged)$/i;
/** Names of how much was done. */
const DONE = /updat|modif|match|delet|remov|affect|chang|creat|insert|sav|stor|count|rows/i;

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

/**
 * Why an answer of success gives a stranger nothing that is known to be another's; null where it does. What changes something
 * may say nothing, but not that it changed nothing.
 */
export function whyNothing(method: string, response: HttpResponse): string | null {
  if (method === 'HEAD') return null;
  const shown = method === 'GET' || isData(response) || isNoChange(response) ? shownBy(response) : errorsIn(response);
  return shown === null
    ? null
    : `status ${response.status} with ${shown}, which need not be what was asked for: tell by t.access whether it is`;
}

/** What an answer may say of how it went. */
type Told = Readonly<Partial<Record<'success' | 'ok' | 'status' | 'message' | 'error' | 'errors', unknown>>>;

const ERRORS = 'a body that tells of errors';

/** In place of the thing; null where it may be the thing itself. */
function shownBy(response: HttpResponse): string | null {
  if (response.size === 0) return 'no body';
  if (isNothing(response)) return response.text().trim();
  return errorsIn(response);
}

function errorsIn(response: HttpResponse): string | null {
  return tellsErrors(response) ? ERRORS : null;
}

/** `{ "errors": [...] }` or `{ "error": ... }`, none of them empty; `{ "success": false }`; `{ "status": "error", "message": ... }`. */
function tellsErrors(response: HttpResponse): boolean {
  const { length } = response.body;
  if (length === 0 || length > MOST_TELLING_ERRORS || response.body[0] !== 0x7b) return false;
  const told: Told | null | undefined = response.json();
  if (typeof told !== 'object' || told === null) return false;
  const { success, ok, status, message, error = null, errors = null } = told;
  if (success === false || ok === false || (status === 'error' && message !== undefined)) return true;
  return [errors, error].some((one) => !isNo(one) && !holdsNothing(one));
}

/** `{ "updated": 0 }`. */
function isNoChange(response: HttpResponse): boolean {
  if (!isNothing(response)) return false;
  const told: unknown = response.json();
  if (typeof told !== 'object' || told === null) return false;
  return Object.entries(told).some(([name, value]) => DONE.test(name) && isNo(value));
}

/** An answer of GraphQL, which reads by POST. */
function isData(response: HttpResponse): boolean {
  return /^\s*\{\s*"data"/.test(response.text().slice(0, MOST_BYTES));
}

function isNothing(response: HttpResponse): boolean {
  const { length } = response.body;
  return length > 0 && length <= MOST_BYTES && holdsNothing(response.json());
}

/**
 * `undefined` is what is no JSON. A bare `0` or `false` is a value.
 * @param beside whether it stands beside what is empty.
 */
function holdsNothing(value: unknown, beside = false): boolean {
  if (value === null || value === '') return true;
  if (typeof value !== 'object') return false;
  if (Array.isArray(value)) return value.every((one) => holdsNothing(one));
  const within = Object.entries(value);
  const empty = beside || within.some(([, one]) => typeof one === 'object' && holdsNothing(one));
  return within.every(([name, one]) => isNo(one) || holdsNothing(one, empty) || isAround(name, one, empty));
}

/** What has a name and says that there is none of it. */
function isNo(value: unknown): boolean {
  return value === 0 || value === false;
}

/** What says nothing by itself. */
function isAround(name: string, value: unknown, besideEmpty: boolean): boolean {
  if (value === true) return OF_ENVELOPES.test(name) && (besideEmpty || name === 'acknowledged');
  return typeof value === 'number' && besideEmpty && OF_PAGES.test(name);
}
