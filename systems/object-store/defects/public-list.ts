/** Defect: whoever does not sign may list every bucket; what is in it stays shut. */
import type { Defect } from '../src/parts.ts';

/** The claim of the trial that is meant to catch it. */
export const caughtBy = 'access is what access lists say';

export const plant: Defect = (parts) => ({
  ...parts,
  policy: (question) =>
    (question.principal === undefined && question.action === 's3:ListBucket') || parts.policy(question),
});
