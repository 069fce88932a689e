/** How much load a stretch asked for, to tell whether a later one is comparable with those before a fault. */
import type { Ledger } from '../../evidence/ledger.ts';
import { mostBusy } from '../busy-users.ts';
import { type CoveredPhase, within } from '../coverage.ts';
import type { Span } from '../measured-time.ts';

/** A load that is so many times larger is another one. */
const MORE_LOAD = 1.5;
const SECOND_US = 1_000_000;

export interface Stretch extends Span {
  readonly phase: CoveredPhase;
}

/**
 * Whether a stretch certainly asked for no more than one of those before it: the same kind of load, at its peak no more than
 * half as much again, and no other load beside it. False where the journal does not tell.
 */
export function askedNoMore(stretch: Stretch, before: readonly Stretch[], ledger: Ledger): boolean {
  const isAlone = ledger.of('phase-started').every(({ phase, atUs }) => {
    const endUs = ledger.of('phase-ended').find((end) => end.phase === phase)?.atUs ?? Number.POSITIVE_INFINITY;
    return phase === stretch.phase.name || atUs >= stretch.toUs || endUs <= stretch.fromUs;
  });
  const now = peakOf(stretch, ledger);
  const peaks = before.map((one) => peakOf(one, ledger));
  return isAlone && now !== null && peaks.some((then) => then?.of === now.of && now.most <= MORE_LOAD * then.most);
}

/** The most users at one time, or the most iterations that fell due in a second. */
function peakOf({ phase, fromUs, toUs }: Stretch, ledger: Ledger): { of: 'users' | 'rate'; most: number } | null {
  const all = within([phase], ledger.of('arrivals'));
  const its = all.filter((record) => record.fromUs >= fromUs && record.toUs <= toUs);
  if (its.length === 0) return null;
  if (its.some(({ due }) => due === null)) return { of: 'users', most: mostBusy(its) };
  const seconds = Map.groupBy(its, (record) => Math.floor((record.fromUs + record.toUs) / 2 / SECOND_US)).values();
  return { of: 'rate', most: most([...seconds].map((group) => group.reduce((sum, { due }) => sum + (due ?? 0), 0))) };
}

function most(numbers: readonly number[]): number {
  return numbers.reduce((largest, number) => Math.max(largest, number), 0);
}
