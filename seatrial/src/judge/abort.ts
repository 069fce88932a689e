/**
 * Whether a running trial can stop early: a claim that asks to end it when it fails is disproven by what was
 * recorded so far. What is missing yet never counts against a claim, because judges call it unproven. Pure as they are;
 * who tails the evidence, and how often, is decided elsewhere.
 */
import type { Ledger } from '../evidence/ledger.ts';
import type { EvidenceRecord } from '../evidence/records.ts';
import type { Claim } from '../plan/claims/claim.ts';
import { parseDuration } from '../std/units.ts';
import { coverage } from './coverage.ts';
import { judgeClaims } from './judge.ts';

type AbortingClaim = Extract<Claim, { abortOnFail?: unknown }>;

/** Kinds of records, one for a single event, that no claim which may ask for it reads. */
export const UNREAD: ReadonlySet<EvidenceRecord['kind']> = new Set(['operation', 'access', 'sample']);

/** The claims that ask for it. */
export function abortingClaims(claims: readonly Claim[]): AbortingClaim[] {
  return claims.filter((claim): claim is AbortingClaim => 'abortOnFail' in claim && claim.abortOnFail !== undefined);
}

/** Why the trial is to end now, in a sentence that names the claim; null while there is no reason. */
export function abortReason(claims: readonly AbortingClaim[], ledger: Ledger, nowUs: number): string | null {
  const due = claims.filter((claim) => nowUs >= judgedFromUs(claim, ledger));
  const [failed] = judgeClaims(due, ledger).filter(({ verdict }) => verdict === 'disproven');
  return failed ? `claim '${failed.claim}' is disproven (${failed.observed}) and asks to end the trial then` : null;
}

/**
 * From when on the claim may end the trial: never before a phase of it has started. Each phase is judged for itself, and its
 * figures need time to settle, so the wait is counted from the start of the latest.
 */
function judgedFromUs(claim: AbortingClaim, ledger: Ledger): number {
  const { phases } = coverage(claim, ledger, claim.kind === 'checks' ? 'all' : 'load');
  if (phases.length === 0) return Number.POSITIVE_INFINITY;
  const startUs = Math.max(...phases.map((phase) => phase.records[0]?.atUs ?? 0));
  const wait = typeof claim.abortOnFail === 'object' ? parseDuration(claim.abortOnFail.after) : null;
  return startUs + (wait?.ok ? wait.value * 1000 : 0);
}
