/**
 * What a judge answers. Three verdicts, worst wins, and nothing judged is unproven: a claim without evidence is not a
 * pass. (The lattice is Jepsen's valid / unknown / invalid.)
 */
import type { Category } from '../plan/claim.ts';

export type Verdict = 'proven' | 'disproven' | 'unproven';

export interface Finding {
  /** The claim's id. */
  readonly claim: string;
  readonly kind: string;
  readonly category: Category;
  readonly weight: number;
  readonly verdict: Verdict;
  /** The bound, as it was claimed: `p(95)<200ms`. */
  readonly required: string;
  /** What was seen: `p(95) = 143ms of 12,345 requests`; `nothing` when there was no evidence. */
  readonly observed: string;
  /** Sentences that say why, most important first. */
  readonly because: readonly string[];
  /** Numbers of the records it was computed from, as inclusive ranges. */
  readonly records: readonly (readonly [first: number, last: number])[];
}

/** Worst wins; of nothing, nothing is proven. */
export function worst(verdicts: Iterable<Verdict>): Verdict {
  let result: Verdict | null = null;
  for (const verdict of verdicts) {
    if (verdict === 'disproven') return 'disproven';
    if (verdict === 'unproven' || result === null) result = verdict;
  }
  return result ?? 'unproven';
}

/** Sorted record numbers as ranges: `[1, 2, 3, 7]` becomes `[[1, 3], [7, 7]]`. */
export function ranges(seqs: Iterable<number>): [number, number][] {
  const result: [number, number][] = [];
  for (const seq of [...new Set(seqs)].sort((a, b) => a - b)) {
    const last = result.at(-1);
    if (last && last[1] === seq - 1) last[1] = seq;
    else result.push([seq, seq]);
  }
  return result;
}
