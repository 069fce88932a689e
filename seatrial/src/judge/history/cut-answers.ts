/**
 * Reads of which the value may be half of one. Where only the end of the connection tells where an answer ends, as in
 * HTTP/1.0, a server that is killed in the middle of it seems to have said all: while a fault was in force, such a read says
 * nothing sure. From its lease on, because the kill comes before it is seen to have bitten.
 */
import type { Ledger } from '../../evidence/ledger.ts';
import type { Operation } from './key-history.ts';

const WHY = 'only the end of the connection told where the answer ends, and a fault was in force';

/**
 * The operations of a journey, those of a key together; those whose answer a fault may have cut are reads of unknown outcome.
 * Nobody may keep what is given (`Ledger.histories`).
 */
export function* historiesOf(journey: string, ledger: Ledger): Generator<readonly Operation[]> {
  const undone = new Map(ledger.of('fault-undone').map(({ lease, atUs }) => [lease, atUs]));
  const faults = ledger.of('fault-leased').map(({ lease, atUs }) => {
    return { fromUs: atUs, toUs: undone.get(lease) ?? Number.POSITIVE_INFINITY };
  });
  const mayBeCut = ({ openEnded, outcome, startedUs, endedUs }: Operation): boolean =>
    openEnded === true && outcome === 'ok' && faults.some(({ fromUs, toUs }) => startedUs <= toUs && endedUs >= fromUs);
  for (const operations of ledger.histories(journey)) {
    yield operations.some(mayBeCut)
      ? operations.map((one) => (mayBeCut(one) ? { ...one, outcome: 'unknown' as const, why: WHY } : one))
      : operations;
  }
}
