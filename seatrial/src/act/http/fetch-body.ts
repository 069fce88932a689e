/**
 * Bodies as `fetch` takes them, beside text and bytes: an `ArrayBuffer`, `URLSearchParams`, `FormData`. Nothing here sends.
 */

import { PlanMistakeError } from '../../plan/mistake.ts';
import type { FormPart, RequestOptions } from '../../plan/protocols/http.ts';

/** By its tag: to name the class would load all of `fetch` into a thread that never uses it. */
export function isFormData(body: unknown): body is FormData {
  return typeof body === 'object' && body !== null && Reflect.get(body, Symbol.toStringTag) === 'FormData';
}

/** The same request with a `FormData` as `multipart`: the bytes of its files are waited for. */
export async function withoutFormData<O extends Pick<RequestOptions, 'body' | 'multipart'>>(options: O): Promise<O> {
  const { body, multipart } = options;
  if (!isFormData(body)) return options;
  if (multipart !== undefined) throw new PlanMistakeError('a request has one body: give one of body and multipart');
  return { ...options, body: undefined, multipart: await partsOf(body) };
}

async function partsOf(form: FormData): Promise<FormPart[]> {
  const parts: FormPart[] = [];
  for (const [name, value] of form) {
    if (typeof value === 'string') parts.push({ name, body: value });
    else {
      const contentType = value.type === '' ? {} : { contentType: value.type };
      parts.push({ name, filename: value.name, ...contentType, body: new Uint8Array(await value.arrayBuffer()) });
    }
  }
  return parts;
}
