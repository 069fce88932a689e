/** One question for all who ask within a while. */

/** Asks when the last question is older than `keptMs`; one that failed is not kept. */
export function kept<Answer>(keptMs: number, ask: () => Promise<Answer>): () => Promise<Answer> {
  let askedAtMs = Number.NEGATIVE_INFINITY;
  let answer: Promise<Answer> | undefined;
  return () => {
    if (answer === undefined || performance.now() - askedAtMs >= keptMs) {
      askedAtMs = performance.now();
      const asked = ask();
      answer = asked;
      asked.catch(() => {
        if (answer === asked) answer = undefined;
      });
    }
    return answer;
  };
}
