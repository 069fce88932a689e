/**
 * Answers that are successes and came from another place than before the fault: a service that has forgotten its sessions leads
 * everybody to its login page, which is a 200. Whether that is a failure is for the plan to say, so it is a doubt.
 */
import { firstSegmentOf } from '../../evidence/places.ts';
import type { RecordOf } from '../../evidence/records.ts';
import type { Span } from '../measured-time.ts';
import { outOf } from '../wording.ts';
import { type FailedShare, sum } from './completions.ts';
import type { FaultInPhase } from './fault-in-phase.ts';
import { chanceOf, UNLIKELY } from './usual.ts';

type Redirected = RecordOf<'redirected'>;

/** A sentence for each step and place that answers led to more often than before the fault, chance aside; or never more. */
export function ledElsewhere({ did, usual }: FaultInPhase, { fromUs, toUs }: Span, when: string): string[] {
  const now = did.redirected.inside(fromUs, toUs);
  const windows = did.windows.inside(fromUs, toUs);
  return [...Map.groupBy([...now, ...usual.redirected], ({ of, step }) => `${of} ${step}`).values()].flatMap(
    (group) => {
      const placeOf = group.some(({ to }) => to === firstSegmentOf(to)) ? firstSegmentOf : (to: string): string => to;
      const places = new Set(group.map(({ to }) => placeOf(to)));
      const since = new Set(now);
      return [...places].flatMap((place) => {
        const its = group.filter(({ to }) => placeOf(to) === place);
        const [first] = its as [Redirected];
        const after = answers(
          first,
          its.filter((record) => since.has(record)),
          windows,
        );
        const before = answers(
          first,
          its.filter((record) => !since.has(record)),
          usual.windows,
        );
        const isUnlikely = (a: FailedShare, b: FailedShare): boolean => chanceOf(a, b) < UNLIKELY / places.size;
        const isNew = before.count > 0 && before.failed === 0 && after.failed > 1 && after.failed === after.count;
        const isGone = before.failed === before.count && after.failed === 0 && after.count > 1;
        if (!isNew && !isUnlikely(after, before) && !(isGone && isUnlikely(before, after))) return [];
        const where = first.of === 'step' ? `inside the step '${first.step}'` : `of '${first.step}'`;
        const led = (share: FailedShare): string =>
          share.failed === 0 ? 'none' : outOf(share.failed, share.count, 'answer');
        return [`${led(after)} ${where} led to ${place} ${when}, ${led(before)} before the fault`];
      });
    },
  );
}

/** How many of the successes of a step led to a place; a step may ask more than once. */
function answers(
  { of, step }: Redirected,
  group: readonly Redirected[],
  windows: readonly RecordOf<'window'>[],
): FailedShare {
  const named = windows.filter((window) => window.step === step);
  const { count, failed } = sum(of === 'step' && named.length === 0 ? windows : named);
  const led = group.reduce((total, record) => total + record.count, 0);
  return { count: Math.max(led, count - failed), failed: led };
}
