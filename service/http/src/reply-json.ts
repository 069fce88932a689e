/** Answers that are JSON; a HEAD gets the headers alone. */
import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { Exchange } from './face.ts';

export function replyJson(
  response: ServerResponse,
  value: unknown,
  status = 200,
  headers: OutgoingHttpHeaders = {},
): void {
  replyJsonText(response, JSON.stringify(value), status, headers);
}

export function replyJsonText(
  response: ServerResponse,
  json: string,
  status = 200,
  headers: OutgoingHttpHeaders = {},
): void {
  const about = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(json) };
  response.writeHead(status, { ...about, ...headers }).end(json);
}

/** `{ "error": { "code", "message", "requestId" } }` */
export function replyError(
  { id, response }: Pick<Exchange, 'id' | 'response'>,
  { code, message, status, headers = {} }: CodedError,
): void {
  replyJson(response, { error: { code, message, requestId: id } }, status, headers);
}

export interface CodedError {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly headers?: OutgoingHttpHeaders;
}
