/**
 * Judges what is recorded so far, now and then, and ends the trial when a claim that asks for that is disproven. It
 * keeps the records that such claims may read.
 */
import { ledgerOf } from './evidence/ledger.ts';
import type { EvidenceRecord } from './evidence/records.ts';
import { abortingClaims, abortReason, UNREAD } from './judge/abort.ts';
import type { Claim } from './plan/claims/claim.ts';
import type { Clock } from './std/clock.ts';

const JUDGE_EVERY_MS = 2000;

export interface Tail {
  accept(record: EvidenceRecord): void;
  close(): void;
}

/** `stop` is given the reason, a sentence that names the claim. Close it when nothing is done any more. */
export function tailing(claims: readonly Claim[], clock: Clock, stop: (reason: string) => void): Tail {
  const asking = abortingClaims(claims);
  if (asking.length === 0) return { accept: () => {}, close: () => {} };
  const records: EvidenceRecord[] = [];
  const timer = setInterval(() => {
    const reason = abortReason(asking, ledgerOf(records), clock.nowUs());
    if (reason === null) return;
    clearInterval(timer);
    stop(reason);
  }, JUDGE_EVERY_MS);
  const accept = (record: EvidenceRecord): void => {
    if (!UNREAD.has(record.kind)) records.push(record);
  };
  return { accept, close: () => clearInterval(timer) };
}
