/**
 * Defect, seed flaw M13: the tenant is taken from a client's x-tenant-id header when there is one, and only otherwise from the credential.
 * Must be caught by: tenants are isolated.
 */
import type { Defect } from '../src/parts.ts';

export const plant: Defect = (parts) => ({
  ...parts,
  authenticate(head, nowMs) {
    const identity = parts.authenticate(head, nowMs);
    const tenant = head.headers.get('x-tenant-id') ?? identity.principal.tenant;
    return { ...identity, principal: { ...identity.principal, tenant } };
  },
});
