/**
 * Defect, seed flaw M11: the policy function answers allow, for every read.
 * Must be caught by: tenants are isolated.
 */
import type { Defect } from '../src/parts.ts';

export const plant: Defect = (parts) => ({
  ...parts,
  policy: (principal, action, bucket) => action === 'read' || parts.policy(principal, action, bucket),
});
