/** Faults as stretches of the trial: leased, in force from the first bite to the undoing, or skipped with a reason. */
import type { Ledger } from '../../evidence/ledger.ts';

export interface FaultSpan {
  readonly lease: string;
  readonly fault: string;
  readonly phase: string;
  readonly target: string;
  readonly what: string;
  readonly leasedUs: number;
  /** Null when the fault was never seen to have an effect. */
  readonly bitUs: number | null;
  /** Null when the journal ends before it was undone. */
  readonly undoneUs: number | null;
  readonly bites: number;
  /** Whether the undoing itself was seen. */
  readonly verified: boolean;
  /** Why it is not known whether it had an effect; null where it is known, or where nothing was done. */
  readonly unknown: string | null;
  /** Why it was not counted as a bite; null where it bit, or where nobody has said. */
  readonly missed: string | null;
}

/** Every lease of the trial, in order. */
export function faultsOf(ledger: Ledger): FaultSpan[] {
  return ledger.of('fault-leased').map((leased) => {
    const bits = ledger.of('fault-bit').filter((record) => record.lease === leased.lease);
    const undone = ledger.of('fault-undone').find((record) => record.lease === leased.lease);
    return {
      lease: leased.lease,
      fault: leased.fault,
      phase: leased.phase,
      target: leased.target,
      what: leased.what,
      leasedUs: leased.atUs,
      bitUs: bits[0]?.atUs ?? null,
      undoneUs: undone?.atUs ?? null,
      bites: bits.at(-1)?.bites ?? 0,
      verified: undone?.verified ?? false,
      unknown: ledger.of('fault-done').find((record) => record.lease === leased.lease)?.what ?? null,
      missed: undone?.missed ?? null,
    };
  });
}

/** What came of a fault, in words. */
export function faultFate(span: FaultSpan): string {
  if (span.unknown !== null) return `done, whether it bit is not known: ${span.unknown}; ${undoing(span)}`;
  if (span.bitUs === null) return `never seen to have an effect${span.missed === null ? '' : `: ${span.missed}`}`;
  return undoing(span);
}

function undoing({ undoneUs, verified }: FaultSpan): string {
  if (undoneUs === null) return 'not seen to be undone';
  return verified ? 'undone, and seen to be undone' : 'undone, not verified';
}
