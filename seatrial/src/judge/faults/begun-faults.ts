/**
 * Faults that were, or may have been, in force. A fault of the plan's own of which nobody knows whether it has had an effect
 * proves nothing, but what it may have disturbed is not held against the system either.
 */
import type { Ledger } from '../../evidence/ledger.ts';
import type { RecordOf } from '../../evidence/records.ts';

export type BegunFault = RecordOf<'fault-bit'> | RecordOf<'fault-done'>;

/** In the order in which they came into force. */
export function begunFaults(ledger: Ledger): BegunFault[] {
  const bites = ledger.of('fault-bit').filter((bit) => bit.bites > 0);
  return [...bites, ...ledger.of('fault-done')].sort((a, b) => a.seq - b.seq);
}

/** Why it is not known whether the fault of that lease had an effect, as a sentence about `what`; null where it is known. */
export function unknownEffect(lease: string, what: string, ledger: Ledger): string | null {
  const done = ledger.of('fault-done').find((record) => record.lease === lease);
  return done === undefined ? null : `${what} was done, and whether it had an effect is not known: ${done.what}`;
}
