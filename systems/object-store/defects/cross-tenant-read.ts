/**
 * Defect, seed flaw M11: the policy function answers allow, for every read.
 */
import type { Defect } from '../src/parts.ts';

/** The claim of the trial that is meant to catch it. */
export const caughtBy = 'tenants of tenants are isolated';

export const plant: Defect = (parts) => ({
  ...parts,
  policy: (question) => /^s3:(?:Get|List)/.test(question.action) || parts.policy(question),
});
