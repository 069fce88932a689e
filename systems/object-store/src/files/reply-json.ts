/** Answers of the files API that are JSON; a HEAD gets the headers alone. */
import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { Exchange } from '../port/face.ts';
import type { FilesError } from './errors.ts';

export function replyJson(
  response: ServerResponse,
  value: unknown,
  status = 200,
  headers: OutgoingHttpHeaders = {},
): void {
  const body = JSON.stringify(value);
  const about = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
  response.writeHead(status, { ...about, ...headers }).end(body);
}

/** `{ "error": { "code", "message", "requestId" } }` */
export function replyFilesError({ id, response }: Exchange, error: FilesError): void {
  const { code, message, status, headers } = error;
  replyJson(response, { error: { code, message, requestId: id } }, status, headers);
}
