/**
 * For tests of what a short limit cuts off: on a busy machine it may be over before the test's peer has come to the point. A longer one is
 * tried then. With a defect none is long enough, so nothing is hidden.
 */

const longestMs = 6400;

/** Asks with limits of 100 ms and more, until what came is what was expected; gives back what came last. */
export async function longEnough<Got>(
  ask: (limitMs: number) => Promise<Got>,
  expected: (got: Got) => boolean,
): Promise<Got> {
  for (let limitMs = 100; ; limitMs *= 4) {
    const got = await ask(limitMs);
    if (expected(got) || limitMs >= longestMs) return got;
  }
}
