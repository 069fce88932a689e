/**
 * Defect, seed flaw M13: the tenant is taken from a client's x-tenant-id header when there is one, and only otherwise from the credential.
 */
import type { Defect } from '../src/parts.ts';

/** The claim of the trial that is meant to catch it. */
export const caughtBy = 'tenants of tenants are isolated';

export const plant: Defect = (parts) => ({
  ...parts,
  authenticate(head, nowMs) {
    const identity = parts.authenticate(head, nowMs);
    const tenant = head.headers.get('x-tenant-id');
    if (tenant === undefined || identity.principal === undefined) return identity;
    return { ...identity, principal: { ...identity.principal, tenant } };
  },
});
