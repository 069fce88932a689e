/**
 * What one judge answers about one claim, before `judge.ts` adds the claim's own name and weight. A judge is a pure
 * function of the claim and the ledger; what it cannot show, it calls unproven and says what is missing.
 */
import type { Ledger } from '../evidence/ledger.ts';
import type { EvidenceRecord } from '../evidence/records.ts';
import type { Claim } from '../plan/claims/claim.ts';
import type { Finding } from './finding.ts';
import type { SeqSet } from './seq-set.ts';

export interface Answer extends Pick<Finding, 'verdict' | 'required' | 'observed' | 'because'> {
  /** What it was computed from, in any order. */
  readonly records: readonly EvidenceRecord[];
  /** Numbers of more of them, where there may be too many to hold. */
  readonly numbers?: SeqSet;
  /** Those of them that decide, for a reader who looks at few: in the order in which they are read. */
  readonly telling?: readonly EvidenceRecord[];
}

export type Judge<C extends Claim> = (claim: C, ledger: Ledger) => Answer;

/** There was nothing to judge. */
export function noEvidence(required: string, because: readonly string[]): Answer {
  return { verdict: 'unproven', required, observed: 'nothing', because, records: [] };
}

/**
 * Reasons why the evidence is incomplete: with one, at best unproven. A disproof stands, because more evidence would
 * not undo what was seen.
 */
export function withGaps(answer: Answer, gaps: readonly string[]): Answer {
  if (gaps.length === 0) return answer;
  if (answer.verdict === 'disproven') return { ...answer, because: [...answer.because, ...gaps] };
  return { ...answer, verdict: 'unproven', because: [...gaps, ...answer.because] };
}

/**
 * The verdict on a bound. An excuse says why what broke it may not be the system's doing; a doubt says why what kept it
 * may not be the whole truth, and never undoes a disproof.
 */
export function verdictOn(
  kept: boolean,
  { doubts, excuses }: { doubts: readonly string[]; excuses: readonly string[] },
): Answer['verdict'] {
  if (!kept) return excuses.length > 0 ? 'unproven' : 'disproven';
  return doubts.length > 0 ? 'unproven' : 'proven';
}
