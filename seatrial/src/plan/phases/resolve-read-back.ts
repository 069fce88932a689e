/** A phase that reads back, in numbers. */
import { many } from '../../std/many.ts';
import { parseDuration } from '../../std/units.ts';
import { checkFunction, checkJourney } from '../shapes.ts';
import type { ResolvedOnJourney } from './base.ts';
import { onJourney } from './on-journey.ts';
import type { ReadBackFunction, ReadBackPhase } from './read-back.ts';
import type { PhaseSpec } from './spec.ts';

export interface ResolvedReadBack extends ResolvedOnJourney {
  readonly kind: 'read-back';
  readonly read: ReadBackFunction;
  readonly users: number;
  /** How long keys that did not show what was acknowledged are given to show it. */
  readonly settleMs: number;
}

export const readBackSpec: PhaseSpec<ReadBackPhase, ResolvedReadBack> = {
  runsTogether: false,
  checkShape(path, { journey, read }, problems) {
    checkJourney(`${path}.journey`, journey, problems);
    checkFunction(`${path}.read`, read, problems);
  },
  resolve(place, base, systems, problems) {
    const { path, phase } = place;
    const on = onJourney(place, systems, problems);
    const users = problems.wholeNumber(`${path}.users`, phase.users, 1);
    const settleMs = problems.take(`${path}.settle`, parseDuration(phase.settle));
    const described = `every acknowledged write, by ${many(users, 'user')}`;
    const how = { read: phase.read, users, settleMs, faults: [], plannedMs: null };
    return { ...base, ...on, ...how, kind: 'read-back', described };
  },
};
