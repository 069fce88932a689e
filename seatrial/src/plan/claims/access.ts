/** Claims about who reaches what. */
import type { Journey } from '../journey.ts';
import { base, type ClaimBase, type ClaimOptions } from './base.ts';

/** No tenant reaches what belongs to another, while every tenant reaches its own. */
export interface TenantIsolationClaim extends ClaimBase {
  readonly kind: 'tenant-isolation';
  readonly journey: string;
  readonly minAttempts: number;
}

export const accessClaims = {
  tenantIsolation: (journey: Journey, options: ClaimOptions & { minAttempts?: number } = {}): TenantIsolationClaim => ({
    kind: 'tenant-isolation',
    ...base(`tenants of ${journey.name} are isolated`, 'security', options),
    journey: journey.name,
    minAttempts: options.minAttempts ?? 10,
  }),
};
