/** The table of the kinds of phases. What a phase is, as it is written and as it is resolved, is made of it: a new kind is a line here. */
import type { PHASE_KINDS, PhaseKind } from '../../evidence/records/phase.ts';
import type { ResolvedOnJourney, ResolvedPhaseBase } from './base.ts';
import { loadSpec } from './resolve-load.ts';
import { readBackSpec } from './resolve-read-back.ts';
import type { PhaseSpec } from './spec.ts';

export const PHASES = { load: loadSpec, 'read-back': readBackSpec } satisfies {
  readonly [K in PhaseKind]: PhaseSpec<Named<K>, Resolved<K> & { readonly kind: K }>;
};

interface Named<K> {
  readonly kind: K;
  readonly name: string;
}

/** A phase has a journey where evidence says that this is what it is about, and nowhere else. */
type Resolved<K extends PhaseKind> = (typeof PHASE_KINDS)[K] extends 'journey'
  ? ResolvedOnJourney
  : ResolvedPhaseBase & { readonly journey?: never };

type Kinds = typeof PHASES;

/** A phase as it is written. */
export type Phase = { readonly [K in PhaseKind]: Kinds[K] extends PhaseSpec<infer P, infer _> ? P : never }[PhaseKind];

/** The phases of each kind, ready to be conducted. */
export type ResolvedMap = { readonly [K in PhaseKind]: Kinds[K] extends PhaseSpec<infer _, infer P> ? P : never };

export type ResolvedPhase = ResolvedMap[PhaseKind];

/** The phases of those kinds that are about a journey. */
export type JourneyPhase = Extract<ResolvedPhase, ResolvedOnJourney>;

/** Whether that is the name of a kind of phase. */
export function isPhaseKind(kind: unknown): kind is PhaseKind {
  return typeof kind === 'string' && Object.hasOwn(PHASES, kind);
}
