/**
 * What the system promises. A claim is plain data: it is written to the run's header, so that a run can be judged again
 * without the plan file. It names what it is about (a journey, phases, a fault) and the bound it must keep.
 */
import type { TenantIsolationClaim } from './access.ts';
import type { RecoveryClaim } from './faults.ts';
import type { GeneratorClaim } from './generator.ts';
import type { NoLostWritesClaim, NoStaleReadsClaim } from './history.ts';
import type { ChecksClaim, ErrorsClaim, LatencyClaim, MetricClaim, ThroughputClaim } from './load.ts';
import type { NoSecretsInLogsClaim, ResourcesClaim, StaysUpClaim } from './system.ts';

export type Claim =
  | ChecksClaim
  | LatencyClaim
  | ErrorsClaim
  | ThroughputClaim
  | MetricClaim
  | RecoveryClaim
  | NoLostWritesClaim
  | NoStaleReadsClaim
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
export { claim } from './options.ts';
export type * from './system.ts';
