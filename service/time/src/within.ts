/** How long a caller waits at most. The work is not cancelled; the caller must do that. */

export const unfinished = Symbol('unfinished');

/** What becomes of the work, or `unfinished` when that takes longer. */
export async function afterAtMost<Result>(limitMs: number, work: Promise<Result>): Promise<Result | typeof unfinished> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<typeof unfinished>((resolve) => {
    timer = setTimeout(resolve, limitMs, unfinished);
  });
  try {
    return await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
  }
}

/** Throws what `late` makes when the work takes longer. */
export async function within<Result>(limitMs: number, work: Promise<Result>, late: () => Error): Promise<Result> {
  const result = await afterAtMost(limitMs, work);
  if (result === unfinished) throw late();
  return result;
}
