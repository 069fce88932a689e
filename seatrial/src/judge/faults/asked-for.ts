/** How much load a stretch asked for, to tell whether a later one is comparable with those before a fault. */
import type { Ledger } from '../../evidence/ledger.ts';
import { journeyOf } from '../../evidence/records/phase.ts';
import { mostBusy } from '../busy-users.ts';
import { type OnePhase, within } from '../coverage.ts';
import type { Span } from '../measured-time.ts';

const SECOND_US = 1_000_000;

export interface Stretch extends Span {
  readonly phase: OnePhase;
}

/** At its peak. */
interface Load {
  /** What sets the pace: users, or a schedule. */
  readonly of: 'users' | 'rate';
  /** The most users at one time, or the most iterations that fell due in a second. */
  readonly most: number;
  /** The most iterations that were started in a second. */
  readonly started: number;
}

/**
 * How many times the load of a stretch before a fault a later one asked for, at the peaks, and of each journey that ran beside it.
 * Infinite where the journal does not tell, or where something ran beside it that did not before.
 */
export function timesTheLoad(stretch: Stretch, before: readonly Stretch[], ledger: Ledger): number {
  const now = [stretch, ...besides(stretch, ledger)];
  const times = before.map((one) => {
    const then = [one, ...besides(one, ledger)];
    return Math.max(
      ...now.map((part) => {
        const same = then.filter(({ phase }) => phase.journey === part.phase.journey);
        return Math.min(Number.POSITIVE_INFINITY, ...same.map((other) => ratio(part, other, ledger)));
      }),
    );
  });
  return Math.min(Number.POSITIVE_INFINITY, ...times);
}

/** Other phases, as far as they ran in that time. */
function besides({ phase, fromUs, toUs }: Stretch, ledger: Ledger): Stretch[] {
  return ledger.of('phase-started').flatMap((start) => {
    const { phase: name, atUs } = start;
    const journey = journeyOf(start);
    const endUs = ledger.of('phase-ended').find((end) => end.phase === name)?.atUs ?? Number.POSITIVE_INFINITY;
    const shared = { fromUs: Math.max(fromUs, atUs), toUs: Math.min(toUs, endUs) };
    return name === phase.name || shared.fromUs >= shared.toUs ? [] : [{ phase: { name, journey }, ...shared }];
  });
}

function ratio(stretch: Stretch, before: Stretch, ledger: Ledger): number {
  const [now, then] = [peakOf(stretch, ledger), peakOf(before, ledger)];
  if (now === null || then === null) return Number.POSITIVE_INFINITY;
  const [most, usual] = now.of === then.of ? [now.most, then.most] : [demanded(now), then.started];
  return usual > 0 ? most / usual : Number.POSITIVE_INFINITY;
}

/** In a second. */
function demanded({ of, most, started }: Load): number {
  return of === 'rate' ? most : started;
}

function peakOf({ phase, fromUs, toUs }: Stretch, ledger: Ledger): Load | null {
  const all = within([phase], ledger.of('arrivals'));
  const its = all.filter((record) => record.fromUs >= fromUs && record.toUs <= toUs);
  if (its.length === 0) return null;
  const seconds = Map.groupBy(its, (record) => Math.floor((record.fromUs + record.toUs) / 2 / SECOND_US));
  const mostOf = (count: (record: (typeof its)[number]) => number): number =>
    [...seconds.values()].reduce(
      (most, group) =>
        Math.max(
          most,
          group.reduce((sum, one) => sum + count(one), 0),
        ),
      0,
    );
  const started = mostOf((record) => record.started);
  if (its.some(({ due }) => due === null)) return { of: 'users', most: mostBusy(its), started };
  return { of: 'rate', most: mostOf(({ due }) => due ?? 0), started };
}
