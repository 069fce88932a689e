/** The face of the files API and of operation: who asks, for what, and whether they may; failures are JSON. */
import type { IncomingHttpHeaders } from 'node:http';
import { type Face, matchPath, OverloadedError, replyError } from '@seatrial/service-http';
import type { Caller, Identify } from '@seatrial/service-identity';
import { DatabaseUnavailableError } from '@seatrial/service-sql';
import { NoSpaceError, StoreUnavailableError } from '../chunks/chunk-store.ts';
import type { Parts } from '../parts.ts';
import { FilesError, type FilesErrorCode } from './errors.ts';
import { type Route, routes } from './routes.ts';

export function createFilesFace(parts: Parts): Face {
  return {
    async answer(exchange) {
      const { method = 'GET', url = '/', headers } = exchange.request;
      const [path = '', query = ''] = url.split(/\?(.*)/s);
      const { route, pathValues } = findRoute(method, path);
      exchange.operation = `${route.method} ${route.path}`;
      const call = { ...exchange, pathValues, query: new URLSearchParams(query) };
      if (route.access === 'anybody') return route.handle(call, parts);
      const caller = await callerOf(parts.identify, headers);
      if (route.access === 'admin' && !caller.roles.includes('admin')) throw new FilesError('role_missing');
      return route.handle({ ...call, caller }, parts);
    },
    refuse(error) {
      const known = error instanceof FilesError ? error : new FilesError(codeOf(error));
      const { status, code, message } = known;
      return { status, code, message, send: (exchange) => replyError(exchange, known) };
    },
  };
}

function findRoute(method: string, path: string): { readonly route: Route; readonly pathValues: readonly string[] } {
  const { methods, pathValues } = matchPath(routes, path);
  if (methods.size === 0) throw new FilesError('no_such_path');
  const route = methods.get(method);
  if (route !== undefined) return { route, pathValues };
  throw new FilesError('method_not_allowed', undefined, { allow: [...methods.keys()].join(', ') });
}

async function callerOf(identify: Identify, headers: IncomingHttpHeaders): Promise<Caller> {
  const identified = await identify(headers, Date.now());
  if (identified.kind === 'known') return identified.caller;
  const challenge = 'Bearer realm="object-store"';
  if (identified.kind === 'missing') {
    throw new FilesError('credentials_missing', identified.message, { 'www-authenticate': challenge });
  }
  const invalid = { 'www-authenticate': `${challenge}, error="invalid_token"` };
  throw new FilesError('credentials_invalid', identified.message, invalid);
}

function codeOf(error: unknown): FilesErrorCode {
  if (error instanceof OverloadedError) return 'too_many_connections';
  if (error instanceof NoSpaceError) return 'storage_full';
  const unavailable = error instanceof StoreUnavailableError || error instanceof DatabaseUnavailableError;
  return unavailable ? 'unavailable' : 'internal_error';
}
