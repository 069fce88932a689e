/**
 * Answers of success that may be how a system says that nothing is there: without a body, or with one that holds nothing (`null`,
 * `[]`, `{ data: null }`). A read that names no value must not take such an answer for the thing itself.
 */
import type { HttpResponse, RequestOptions } from '../../../../plan/protocols/http.ts';

/** Longer ones say something. */
const MOST_BYTES = 256;
/** No content and reset content: who expects one of these says that it is the answer. */
const EMPTY: readonly number[] = [204, 205];

/** Why the answer does not show that something is there; null where it does. HEAD and 304 have no body at any time. */
export function whyEmpty(method: string, response: HttpResponse, { expect }: RequestOptions): string | null {
  const { status, size } = response;
  if (method === 'HEAD' || status >= 300) return null; // what is no success counts where the plan expects it
  if (EMPTY.includes(status) && (expect === status || (typeof expect === 'object' && expect.includes(status))))
    return null;
  const shown = size === 0 ? 'no body' : isNothing(response) ? response.text().trim() : null;
  if (shown === null) return null;
  return `status ${status} with ${shown} may say that nothing is there: name the value in the write and the read`;
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
