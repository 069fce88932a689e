/**
 * What the system promises. A claim is plain data: it is written to the run's header, so that a run can be judged again
 * without the plan file. It names what it is about (a journey, phases, a fault) and the bound it must keep. Here are all kinds;
 * each is said in the file of its family.
 */
import { type AccessClaims, accessClaims, accessSpecs } from './access.ts';
import { type FaultClaims, faultClaims, faultSpecs } from './faults.ts';
import { type GeneratorClaims, generatorClaims, generatorSpecs } from './generator.ts';
import { type HistoryClaims, historyClaims, historySpecs } from './history.ts';
import { type LoadClaims, loadClaims, loadSpecs } from './load.ts';
import { withChecks } from './options.ts';
import type { ClaimSpec, ClaimWords } from './spec.ts';
import { type SystemClaims, systemClaims, systemSpecs } from './system.ts';

/** The claims of each kind. */
export interface ClaimMap extends LoadClaims, FaultClaims, HistoryClaims, AccessClaims, GeneratorClaims, SystemClaims {}

export type ClaimKind = keyof ClaimMap;
export type Claim = ClaimMap[ClaimKind];

export const CLAIMS: { readonly [K in ClaimKind]: ClaimSpec<ClaimMap[K]> } = {
  ...loadSpecs,
  ...faultSpecs,
  ...historySpecs,
  ...accessSpecs,
  ...generatorSpecs,
  ...systemSpecs,
};

const words = {
  ...loadClaims,
  ...faultClaims,
  ...historyClaims,
  ...accessClaims,
  ...generatorClaims,
  ...systemClaims,
} satisfies ClaimWords<ClaimMap>;

/** The word that plans write: `claim.latency(...)`. */
export const claim = withChecks(words, CLAIMS);

export type * from './access.ts';
export { CATEGORIES, type Category } from './base.ts';
export type * from './faults.ts';
export type * from './generator.ts';
export type * from './history.ts';
export type * from './load.ts';
export type * from './system.ts';
