/** The beginning and the end of a trial, in a line each. */
import type { TrialFact } from '../../../evidence/records/trial.ts';
import { many } from '../../../std/many.ts';
import type { Lines } from './line.ts';

export const trialLines: Lines<TrialFact> = {
  'trial-started': ({ name }, { phases, claims }) =>
    `trial ${name}: ${many(phases, 'phase')}, ${many(claims, 'claim')}`,
  'trial-ended': ({ outcome, because }) => `trial ${outcome}${because ? `: ${because}` : ''}`,
};
