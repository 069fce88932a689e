/**
 * A plan after it was checked: every default filled in, every text with a unit turned into a number, frozen. It has two
 * halves that never meet: `actions` goes to act, `claims` to the judge.
 */
import type { PlanSummary } from '../evidence/header.ts';
import type { Claim } from './claims/claim.ts';
import type { ResolvedPhase } from './phases/kinds.ts';
import type { DeclaredSecret } from './secrets.ts';
import type { ResolvedSystem } from './systems/resolved.ts';

export type { ResolvedFault } from './faults/resolved.ts';
export type { JourneyPhase, ResolvedMap, ResolvedPhase } from './phases/kinds.ts';
export type { Executor, Stage } from './phases/resolve-load.ts';
export type { ResolvedReadBack } from './phases/resolve-read-back.ts';

export interface Actions {
  readonly seed: number;
  readonly systems: readonly ResolvedSystem[];
  readonly phases: readonly ResolvedPhase[];
  /** Values that must not appear in evidence. */
  readonly secrets: readonly string[];
  /** Those of them that are looked for in the systems' output, with their names. */
  readonly declaredSecrets: readonly DeclaredSecret[];
}

export interface ResolvedPlan {
  readonly name: string;
  readonly actions: Actions;
  readonly claims: readonly Claim[];
  readonly summary: PlanSummary;
}
