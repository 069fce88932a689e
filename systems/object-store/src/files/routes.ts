/** Every path and method of the files API, in one table. `openapi.ts` describes the same to its users; a test compares the two. */
import type { FilesHandler } from './call.ts';
import { getHealth } from './handlers/get-health.ts';

export interface Route {
  readonly method: string;
  readonly path: string;
  readonly handle: FilesHandler;
}

export const routes: readonly Route[] = [{ method: 'GET', path: '/health', handle: getHealth }];

export interface Match {
  /** By method; none when there is nothing at this path. */
  readonly methods: ReadonlyMap<string, Route>;
  readonly pathValues: readonly string[];
}

/** Example: `/files/1f/metadata` matches `/files/{file_id}/metadata`, and `pathValues` is `['1f']`. HEAD goes wherever GET goes. */
export function matchPath(path: string): Match {
  const segments = path.split('/');
  const matching = routes.filter((route) => fits(route.path.split('/'), segments));
  const methods = new Map(matching.map((route) => [route.method, route]));
  const get = methods.get('GET');
  if (get !== undefined) methods.set('HEAD', get);
  const template = matching[0]?.path.split('/') ?? [];
  return { methods, pathValues: segments.filter((_segment, index) => template[index]?.startsWith('{')) };
}

function fits(template: readonly string[], segments: readonly string[]): boolean {
  return (
    template.length === segments.length &&
    template.every((word, index) => (word.startsWith('{') ? segments[index] !== '' : word === segments[index]))
  );
}
