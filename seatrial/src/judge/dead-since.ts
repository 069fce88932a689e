/**
 * Journeys that no load ran while a fault was in force, that worked before it, and of which nothing works in a later phase.
 * Such a phase has no instant of recovery to tell, and may ask for more than before: it is a doubt, and only where all failed.
 */
import type { Ledger } from '../evidence/ledger.ts';
import { type Completions, completionsOf, type Share, sum } from './completions.ts';
import type { CoveredPhase } from './coverage.ts';
import { many } from './wording.ts';

/** Fewer failures than this tell little. */
const FEWEST = 5;

/** A sentence for each such phase; `faulty` are those in which the recovery was judged. */
export function deadSince(
  phases: readonly CoveredPhase[],
  faulty: readonly CoveredPhase[],
  ledger: Ledger,
): readonly string[] {
  const bites = ledger.of('fault-bit').filter(({ bites: count }) => count > 0);
  const firstUs = Math.min(...bites.map(({ atUs }) => atUs));
  const lastUs = Math.max(...ledger.of('fault-undone').map(({ atUs }) => atUs));
  const judged = new Set(faulty.map(({ journey }) => journey));
  const others = phases.filter(({ journey }) => !judged.has(journey));
  const dids = others.flatMap((phase) => {
    const did = completionsOf(phase, ledger);
    return did === null ? [] : [{ phase, did, share: sum(did.windows.records) }];
  });
  return dids.flatMap(({ phase, did, share }) => {
    if (did.measured.fromUs < lastUs || share.failed < share.count || share.failed < FEWEST) return [];
    const earlier = dids.filter((other) => other.phase.journey === phase.journey && other.did.measured.toUs <= firstUs);
    return told(phase, did, share, sum(earlier.map((other) => other.share)));
  });
}

function told({ name, journey }: CoveredPhase, { noun }: Completions, { count }: Share, before: Share): string[] {
  const worked = before.count - before.failed;
  if (worked * 2 <= before.count) return [];
  return [
    `all ${many(count, noun)} of '${journey}' in '${name}' failed, ${worked} of ${before.count} before the fault did not`,
  ];
}
