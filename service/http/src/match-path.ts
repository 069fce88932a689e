/** Which routes of a table a path belongs to. */

export interface PathAndMethod {
  readonly method: string;
  /** Segments in braces stand for any value: `/files/{file_id}`. */
  readonly path: string;
}

export interface Match<Route> {
  /** By method; none when there is nothing at this path. */
  readonly methods: ReadonlyMap<string, Route>;
  /** What stands in the path for `{...}`, in order; not decoded. */
  readonly pathValues: readonly string[];
}

/** Example: `/files/1f/metadata` matches `/files/{file_id}/metadata`, and `pathValues` is `['1f']`. HEAD goes wherever GET goes. */
export function matchPath<Route extends PathAndMethod>(routes: readonly Route[], path: string): Match<Route> {
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
