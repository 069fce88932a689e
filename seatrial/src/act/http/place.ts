/**
 * Where a redirect leads, as it is counted: ten thousand orders are one place. The names of a query are kept, its values are
 * not: they may be secret, and differ.
 */
import { pathWithoutIds } from './request.ts';

/** `/orders/:id?error`; with its origin where that is not that of `here`, which is a whole URL. */
export function shownPlace(location: string, here: string): string {
  const base = URL.canParse(here) ? here : 'http://localhost';
  if (!URL.canParse(location, base)) return 'no URL';
  const { origin, pathname, searchParams } = new URL(location, base);
  const path = pathWithoutIds(pathname).replace(/(?<=\/)[^/]{25,}/g, ':id');
  const names = [...new Set(searchParams.keys())].filter((name) => /^[a-z_-]{1,25}$/i.test(name)).slice(0, 5);
  const query = names.length === 0 ? '' : `?${names.toSorted().join('&')}`;
  return `${origin === new URL(base).origin ? '' : origin}${path}${query}`.slice(0, 200);
}
