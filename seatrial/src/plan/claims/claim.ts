/**
 * What the system promises. A claim is plain data: it is written to the run's header, so that a run can be judged again
 * without the plan file. It names what it is about (a journey, phases, a fault) and the bound it must keep.
 */
import { accessClaims, type TenantIsolationClaim } from './access.ts';
import { faultClaims, type RecoveryClaim } from './faults.ts';
import { type GeneratorClaim, generatorClaims } from './generator.ts';
import { historyClaims, type NoLostWritesClaim } from './history.ts';
import {
  type ChecksClaim,
  type ErrorsClaim,
  type LatencyClaim,
  loadClaims,
  type MetricClaim,
  type ThroughputClaim,
} from './load.ts';
import { type NoSecretsInLogsClaim, type ResourcesClaim, type StaysUpClaim, systemClaims } from './system.ts';

export type Claim =
  | ChecksClaim
  | LatencyClaim
  | ErrorsClaim
  | ThroughputClaim
  | MetricClaim
  | RecoveryClaim
  | NoLostWritesClaim
  | TenantIsolationClaim
  | GeneratorClaim
  | StaysUpClaim
  | NoSecretsInLogsClaim
  | ResourcesClaim;

export type ClaimKind = Claim['kind'];

export type * from './access.ts';
export { CATEGORIES, type Category } from './base.ts';
export type * from './faults.ts';
export type * from './generator.ts';
export type * from './history.ts';
export type * from './load.ts';
export type * from './system.ts';

/** The word that plans write: `claim.latency(...)`. */
export const claim = {
  ...loadClaims,
  ...faultClaims,
  ...historyClaims,
  ...accessClaims,
  ...generatorClaims,
  ...systemClaims,
};
