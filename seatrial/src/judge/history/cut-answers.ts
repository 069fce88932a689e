/**
 * Reads of which the value may be half of one. Where only the end of the connection tells where an answer ends, as in
 * HTTP/1.0, a server that is killed in the middle of it seems to have said all: while a fault was in force, such a read says
 * nothing sure. From its lease on, because the kill comes before it is seen to have bitten.
 */
import type { KeyRecords, Ledger } from '../../evidence/ledger.ts';
import type { OperationRecord } from './key-history.ts';

const WHY = 'only the end of the connection told where the answer ends, and a fault was in force';

/**
 * The operations of each key of a journey; those of its own whose answer a fault may have cut are reads of unknown outcome.
 * Nobody may keep what is given (`Ledger.histories`).
 */
export function* historiesOf(journey: string, ledger: Ledger): Generator<KeyRecords> {
  const undone = new Map(ledger.of('fault-undone').map(({ lease, atUs }) => [lease, atUs]));
  const faults = ledger.of('fault-leased').map(({ lease, atUs }) => {
    return { fromUs: atUs, toUs: undone.get(lease) ?? Number.POSITIVE_INFINITY };
  });
  const mayBeCut = ({ openEnded, outcome, startedUs, endedUs }: OperationRecord): boolean =>
    openEnded === true && outcome === 'ok' && faults.some(({ fromUs, toUs }) => startedUs <= toUs && endedUs >= fromUs);
  for (const { own, others } of ledger.histories(journey)) {
    const sure = own.some(mayBeCut)
      ? own.map((one) => (mayBeCut(one) ? { ...one, outcome: 'unknown' as const, why: WHY } : one))
      : own;
    yield { own: sure, others };
  }
}
