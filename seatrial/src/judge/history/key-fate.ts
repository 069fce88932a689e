/**
 * What became of one key after the last fault. Between two acknowledged changes a key has a state; of the reads of one
 * state that began in the calm, the last decides: when it is explained, those before it that were not were *late* (stale);
 * when it is not, the state is *lost* if nothing was acknowledged afterwards, and *untold* if the key was changed again
 * before anything showed it: whether it was lost or late is then not known.
 *
 * While an instance that was killed is not ready again, what a read does not show decides nothing: a store that is reading
 * its files answers as if it held none. What it does show counts.
 *
 * Absence that was read by a user of whom nobody knows whether it may see the key (`sight.ts`) decides nothing either.
 *
 * A value that was refused or that nobody wrote is wrong at any time, also during a fault.
 */
import type { KeyHistory, OperationRecord } from './key-history.ts';

export interface KeyFate {
  /** The first read of a value that cannot be, whenever it was; one that may be a default only where there is no other. */
  readonly impossible: { readonly kind: 'refused' | 'phantom'; readonly read: OperationRecord } | null;
  /** The last read, of what was acknowledged last, where no order of events explains it. */
  readonly lost: OperationRecord | null;
  /** The last read, of what was acknowledged last, where it is explained. */
  readonly kept: OperationRecord | null;
  /** The last read, of what was acknowledged last, where it is not explained and an instance was not ready again. */
  readonly early: OperationRecord | null;
  /** The last read, of what was acknowledged last, where it found nothing and its user may not see the key at all. */
  readonly unseen: OperationRecord | null;
  readonly late: readonly OperationRecord[];
  readonly untold: readonly OperationRecord[];
  /** Reads that only what another journey recorded of such a key explains, whenever they were. */
  readonly elsewhere: readonly OperationRecord[];
}

/** `readyUs`: until when an instance that was killed was not ready again. `counts`: whether the reader could have seen it. */
export function fateOf(
  history: KeyHistory,
  calmUs: number,
  readyUs = calmUs,
  counts: (read: OperationRecord) => boolean = () => true,
): KeyFate {
  const judged = history.reads.map((read) => ({ read, verdict: history.judge(read) }));
  const wrongs = judged.filter(({ verdict }) => verdict === 'refused' || verdict === 'phantom');
  const wrong = wrongs.find(({ read }) => !history.mayBeDefault(read)) ?? wrongs[0];
  const settledUs = Math.max(calmUs, history.settledUs);
  let lost: OperationRecord | null = null;
  let kept: OperationRecord | null = null;
  let early: OperationRecord | null = null;
  let unseen: OperationRecord | null = null;
  const late: OperationRecord[] = [];
  const untold: OperationRecord[] = [];
  const calm = judged.filter(({ read }) => read.startedUs > calmUs);
  for (const state of Map.groupBy(calm, ({ read }) => history.lastAcknowledgedBefore(read.startedUs)).values()) {
    const last = state.at(-1);
    const missing = state.flatMap(({ read, verdict }) => (verdict === 'lost' && counts(read) ? [read] : []));
    const final = last !== undefined && last.read.startedUs > settledUs;
    if (last?.verdict !== 'lost') {
      (last?.verdict === 'elsewhere' ? untold : late).push(...missing);
      if (final && last.verdict === 'explained') kept = last.read;
    } else if (final && last.read.startedUs <= readyUs) early = last.read;
    else if (final) {
      const since = state.slice(state.findLastIndex(({ verdict }) => verdict !== 'lost') + 1).map(({ read }) => read);
      lost = since.findLast((read) => read.startedUs > Math.max(readyUs, settledUs) && counts(read)) ?? null;
      if (lost === null) unseen = last.read;
    } else untold.push(...missing);
  }
  const elsewhere = judged.flatMap(({ read, verdict }) => (verdict === 'elsewhere' ? [read] : []));
  const impossible = wrong ? { kind: wrong.verdict as 'refused' | 'phantom', read: wrong.read } : null;
  return { impossible, lost, kept, early, unseen, late, untold, elsewhere };
}
