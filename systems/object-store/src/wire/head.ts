/**
 * The head of a request as it came over the wire: raw path and query, and headers with lower-case names, repeated ones joined
 * with a comma. Made once from Node's raw headers, because signatures are over what was sent, not over what Node made of it.
 */
import type { IncomingMessage } from 'node:http';
import { Query } from './uri.ts';

export interface RequestHead {
  readonly method: string;
  readonly path: string;
  readonly query: Query;
  readonly headers: ReadonlyMap<string, string>;
}

/** Throws InvalidURI when the query cannot be decoded. */
export function readHead(request: IncomingMessage): RequestHead {
  const url = request.url ?? '/';
  const mark = url.indexOf('?');
  const headers = new Map<string, string>();
  for (let index = 0; index + 1 < request.rawHeaders.length; index += 2) {
    const name = (request.rawHeaders[index] ?? '').toLowerCase();
    const value = request.rawHeaders[index + 1] ?? '';
    const earlier = headers.get(name);
    headers.set(name, earlier === undefined ? value : `${earlier},${value}`);
  }
  return {
    method: request.method ?? 'GET',
    path: mark < 0 ? url : url.slice(0, mark),
    query: new Query(mark < 0 ? '' : url.slice(mark + 1)),
    headers,
  };
}
