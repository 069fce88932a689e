/** Claims about who reaches what. */
import type { Journey } from '../journey.ts';
import { base, type ClaimBase, type ClaimOptions, COMMON } from './base.ts';
import { journeyField, wholeNumberField } from './field.ts';
import type { ClaimSpecs, ClaimWords } from './spec.ts';

/** No tenant reaches what belongs to another, while every tenant reaches its own. */
export interface TenantIsolationClaim extends ClaimBase {
  readonly kind: 'tenant-isolation';
  readonly journey: string;
  readonly minAttempts: number;
}

/** By kind. */
export interface AccessClaims {
  'tenant-isolation': TenantIsolationClaim;
}

export const accessClaims = {
  tenantIsolation: (journey: Journey, options: ClaimOptions & { minAttempts?: number } = {}): TenantIsolationClaim => ({
    kind: 'tenant-isolation',
    ...base(`tenants of ${journey.name} are isolated`, 'security', options),
    journey: journey.name,
    minAttempts: options.minAttempts ?? 10,
  }),
} satisfies ClaimWords<AccessClaims>;

export const accessSpecs: ClaimSpecs<AccessClaims, typeof accessClaims> = {
  'tenant-isolation': {
    takes: { at: 1, names: { ...COMMON, minAttempts: true } },
    fields: { journey: journeyField, minAttempts: wholeNumberField(1) },
  },
};
