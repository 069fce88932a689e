/** A phase that reads back, in numbers. */
import { many } from '../../std/many.ts';
import { parseDuration } from '../../std/units.ts';
import { checkFunction } from '../shapes.ts';
import type { PhaseSpec } from './spec.ts';

export const readBackSpec: PhaseSpec<'read-back'> = {
  runsTogether: false,
  checkShape: (path, { read }, problems) => checkFunction(`${path}.read`, read, problems),
  resolve({ path, phase }, base, _systems, problems) {
    const users = problems.wholeNumber(`${path}.users`, phase.users, 1);
    const settleMs = problems.take(`${path}.settle`, parseDuration(phase.settle));
    const asked = `every acknowledged write, by ${many(users, 'user')}`;
    return { ...base, kind: 'read-back', read: phase.read, users, settleMs, faults: [], asked };
  },
};
