/** The face of the files API and of operation: from the head of a request to its handler; failures are JSON. */
import { type Face, OverloadedError } from '../http/face.ts';
import type { Parts } from '../parts.ts';
import { FilesError } from './errors.ts';
import { replyFilesError } from './reply-json.ts';
import { matchPath } from './routes.ts';

export function createFilesFace(parts: Parts): Face {
  return {
    async answer(exchange) {
      const { method = 'GET', url = '/' } = exchange.request;
      const [path = '', query = ''] = url.split(/\?(.*)/s);
      const { methods, pathValues } = matchPath(path);
      if (methods.size === 0) throw new FilesError('no_such_path');
      const route = methods.get(method);
      if (route === undefined) {
        throw new FilesError('method_not_allowed', undefined, { allow: [...methods.keys()].join(', ') });
      }
      await route.handle({ ...exchange, pathValues, query: new URLSearchParams(query) }, parts);
    },
    refuse(error) {
      const known = filesErrorOf(error);
      return {
        status: known.status,
        code: known.code,
        message: known.message,
        send: (to) => replyFilesError(to, known),
      };
    },
  };
}

function filesErrorOf(error: unknown): FilesError {
  if (error instanceof FilesError) return error;
  return new FilesError(error instanceof OverloadedError ? 'too_many_connections' : 'internal_error');
}
