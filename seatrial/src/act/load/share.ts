/** How a phase is divided among threads: pure arithmetic, so that no two of them need to talk. */

/** Part `index` (from 0) of `of`: every `of`-th user and every `of`-th arrival. All parts together are the whole. */
export interface Share {
  readonly index: number;
  readonly of: number;
}

/** The share of what users do: only parts that have users take any. */
export function sharing({ index, of }: Share, users: number): Share {
  return index < users ? { index, of: Math.min(of, users) } : { index: Number.POSITIVE_INFINITY, of: 1 };
}

/** How many of `total` things belong to a part. */
export function partOf({ index, of }: Share, total: number): number {
  return Math.max(0, Math.ceil((total - index) / of));
}

/** The number, from 1, of the `n`-th user (from 0) of a part. */
export function userOf({ index, of }: Share, n: number): number {
  return n * of + index + 1;
}

/** Whether user `user` (from 1) of so many is in a part. */
export function isUserOf(share: Share, user: number, users: number): boolean {
  const { index, of } = sharing(share, users);
  return user <= users && (user - 1) % of === index;
}

/** The part of a list that one of several threads takes: every `of`-th of it, none where the users are in other threads. */
export function partOfList<T>(list: readonly T[], share: Share, users: number): readonly T[] {
  const { index, of } = sharing(share, users);
  return of === 1 && index === 0 ? list : list.filter((_, position) => position % of === index);
}
