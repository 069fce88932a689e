/**
 * What a judge answers. Three verdicts, worst wins, and nothing judged is unproven: a claim without evidence is not a
 * pass. (The lattice is Jepsen's valid / unknown / invalid.)
 */
import type { Category } from '../plan/claims/claim.ts';
import { SeqSet } from './seq-set.ts';

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

/** The order in which parts of an answer are told. */
export const WORST_FIRST: readonly Verdict[] = ['disproven', 'unproven', 'proven'];

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
export function seqRanges(seqs: Iterable<number>, atMost = 1000): [first: number, last: number][] {
  const numbers = new SeqSet();
  for (const seq of seqs) numbers.add(seq);
  const widths: number[] = [];
  let before: number | null = null;
  for (const seq of numbers) {
    if (before !== null && seq - before > 1) widths.push(seq - before);
    before = seq;
  }
  // Of gaps of the least width that is kept, the first ones are.
  const kept = widths.toSorted((a, b) => b - a).slice(0, Math.max(0, atMost - 1));
  const least = kept.at(-1) ?? Number.POSITIVE_INFINITY;
  let ofLeast = kept.filter((width) => width === least).length;
  const result: [number, number][] = [];
  for (const seq of numbers) {
    const last = result.at(-1);
    const width = last ? seq - last[1] : 0;
    const isGap = width > 1 && (width > least || (width === least && ofLeast-- > 0));
    if (last && !isGap) last[1] = seq;
    else result.push([seq, seq]);
  }
  return result;
}
