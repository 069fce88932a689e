/**
 * Forms as browsers send them: `application/x-www-form-urlencoded` and `multipart/form-data` (RFC 7578, names escaped as
 * the HTML standard does). Pure. The boundary is looked for in the parts first, so no content can ever end its part.
 */

import { PlanMistakeError } from '../../plan/mistake.ts';
import type { FormPart, RequestOptions } from '../../plan/protocols/http.ts';

/** `{ a: 1, b: ['x', 'y'] }` is `a=1&b=x&b=y`; a space is `+`. */
export function urlEncoded(form: NonNullable<RequestOptions['form']>): string {
  const pairs = Object.entries(form).flatMap(([name, value]) =>
    [value].flat().map((each): [string, string] => [withCrlf(name), withCrlf(String(each))]),
  );
  return new URLSearchParams(pairs).toString();
}

export interface Multipart {
  readonly contentType: string;
  readonly bytes: Buffer;
}

export function multipart(parts: readonly FormPart[]): Multipart {
  const pieces = parts.map((part) => ({ head: headOf(part), body: bodyOf(part) }));
  const boundary = boundaryFor(pieces.map(({ body }) => body));
  const chunks = pieces.flatMap(({ head, body }) => [
    Buffer.from(`--${boundary}\r\n${head}\r\n`),
    body,
    Buffer.from('\r\n'),
  ]);
  const bytes = Buffer.concat([...chunks, Buffer.from(`--${boundary}--\r\n`)]);
  return { contentType: `multipart/form-data; boundary=${boundary}`, bytes };
}

/** A file is sent as it is; bytes are looked at where they are, not copied. */
function bodyOf({ filename, body }: FormPart): Buffer {
  if (typeof body === 'string') return Buffer.from(filename === undefined ? withCrlf(body) : body);
  return Buffer.from(body.buffer, body.byteOffset, body.byteLength);
}

/** Line ends in the values of fields are CR LF in every browser (HTML standard, 4.10.22.4). */
function withCrlf(text: string): string {
  return text.replace(/\r\n|\r|\n/g, '\r\n');
}

/** The first of `seatrial-form-0`, `seatrial-form-1` ... that is in no part. */
function boundaryFor(bodies: readonly Buffer[]): string {
  for (let number = 0; ; number++) {
    const boundary = `seatrial-form-${number}`;
    if (!bodies.some((body) => body.includes(boundary))) return boundary;
  }
}

function headOf({ name, filename, contentType }: FormPart): string {
  const type = contentType ?? (filename === undefined ? undefined : 'application/octet-stream');
  if (type !== undefined && /[\r\n]/.test(type))
    throw new PlanMistakeError('a contentType of multipart holds a line end');
  const file = filename === undefined ? '' : `; filename="${escaped(filename)}"`;
  const typeLine = type === undefined ? '' : `Content-Type: ${type}\r\n`;
  return `Content-Disposition: form-data; name="${escaped(name)}"${file}\r\n${typeLine}`;
}

function escaped(text: string): string {
  return text.replace(/["\r\n]/g, encodeURIComponent);
}
