/**
 * Journeys, and steps of one, that worked before a fault, and of which nothing works in a later phase, in which it was not in
 * force. Such a phase has no instant of recovery to tell, and may ask for more than before: it is a doubt, and only where all
 * failed.
 */
import { countedIn } from '../../evidence/counted.ts';
import type { Ledger } from '../../evidence/ledger.ts';
import type { RecordOf } from '../../evidence/records.ts';
import type { CoveredPhase } from '../coverage.ts';
import { many } from '../wording.ts';
import { type Completions, completionsOf, type Share, sum } from './completions.ts';

/** Fewer failures than this tell little. */
const FEWEST = 5;

interface Did {
  readonly phase: CoveredPhase;
  readonly did: Completions;
}

/** A sentence for each such journey or step; `faulty` are the phases in which the recovery was judged. */
export function deadSince(
  phases: readonly CoveredPhase[],
  faulty: readonly CoveredPhase[],
  ledger: Ledger,
): readonly string[] {
  const bites = ledger.of('fault-bit').filter(({ bites: count }) => count > 0);
  const firstUs = Math.min(...bites.map(({ atUs }) => atUs));
  const lastUs = Math.max(...ledger.of('fault-undone').map(({ atUs }) => atUs));
  const dids = phases.flatMap((phase) => {
    const did = completionsOf(phase, ledger);
    return did === null ? [] : [{ phase, did }];
  });
  return dids.flatMap((one) => {
    if (faulty.includes(one.phase) || one.did.measured.fromUs < lastUs) return [];
    const same = dids.filter(({ phase }) => phase.journey === one.phase.journey);
    const before = same.flatMap(({ did }) => did.windows.inside(0, firstUs));
    const whole = told(one, null, sum(one.did.windows.records), sum(before));
    return whole.length > 0 ? whole : deadSteps(one, before);
  });
}

function deadSteps(one: Did, before: readonly RecordOf<'window'>[]): string[] {
  const earlier = Map.groupBy(before, keyOf);
  return [...Map.groupBy(one.did.windows.records, keyOf)].flatMap(([key, windows]) =>
    told(one, windows[0]?.step ?? null, sum(windows), sum(earlier.get(key) ?? [])),
  );
}

/** One sentence where it worked before and all failed now; `step` is null of the whole journey. */
function told({ phase, did }: Did, step: string | null, now: Share, before: Share): string[] {
  const worked = before.count - before.failed;
  if (now.failed < now.count || now.failed < FEWEST || worked * 2 <= before.count) return [];
  const what = step === null ? many(now.count, did.noun) : `${now.count} '${step}'`;
  const whose = `of '${phase.journey}' in '${phase.name}'`;
  return [`all ${what} ${whose} failed, ${worked} of ${before.count} before the fault did not`];
}

function keyOf(window: RecordOf<'window'>): string {
  return `${countedIn(window)} ${window.step}`;
}
