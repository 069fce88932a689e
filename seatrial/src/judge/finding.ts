/**
 * What a judge answers. Three verdicts, worst wins, and nothing judged is unproven: a claim without evidence is not a
 * pass. (The lattice is Jepsen's valid / unknown / invalid.)
 */
import type { Category } from '../plan/claims/claim.ts';

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
  /** Numbers of the few records that decide, in the order in which they are read; absent where no few of them do. */
  readonly telling?: readonly number[];
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

/**
 * Record numbers as sorted inclusive ranges: `[1, 2, 3, 7]` becomes `[[1, 3], [7, 7]]`. Where there would be more than
 * `atMost`, the narrowest gaps are closed, so that a range may then span records of other kinds too.
 */
export function ranges(seqs: Iterable<number>, atMost = 1000): [first: number, last: number][] {
  const sorted = [...new Set(seqs)].sort((a, b) => a - b);
  const gaps = sorted.map((seq, index) => ({ index, width: seq - (sorted[index - 1] ?? seq) }));
  const widest = gaps.filter((gap) => gap.width > 1).sort((a, b) => b.width - a.width || a.index - b.index);
  const starts = new Set([0, ...widest.slice(0, Math.max(0, atMost - 1)).map((gap) => gap.index)]);
  const result: [number, number][] = [];
  for (const [index, seq] of sorted.entries()) {
    const last = result.at(-1);
    if (last && !starts.has(index)) last[1] = seq;
    else result.push([seq, seq]);
  }
  return result;
}
