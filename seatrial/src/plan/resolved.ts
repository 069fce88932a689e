/**
 * A plan after it was checked: every default filled in, every text with a unit turned into a number, frozen. It has two
 * halves that never meet: `actions` goes to act, `claims` to the judge.
 */
import type { PlanSummary } from '../evidence/header.ts';
import type { PhaseKind } from '../evidence/records.ts';
import type { Claim } from './claims/claim.ts';
import type { FaultKind, FaultMap } from './faults/fault.ts';
import type { OptionsOf } from './faults/spec.ts';
import type { Journey } from './journey.ts';
import type { ReadBackFunction } from './phases/read-back.ts';
import type { DeclaredSecret } from './secrets.ts';
import type { ResolvedSystem } from './systems/resolved.ts';
import type { TlsOptions } from './systems/system.ts';

/** A straight line from one level to another. */
export interface Stage {
  readonly from: number;
  readonly to: number;
  readonly durationMs: number;
}

/** How a load is driven. `users` holds users constant or ramps them, `rate` holds arrivals (levels are per second). */
export type Executor =
  | { readonly kind: 'users'; readonly stages: readonly Stage[]; readonly maxUsers: number }
  | { readonly kind: 'rate'; readonly stages: readonly Stage[]; readonly maxUsers: number }
  | {
      readonly kind: 'iterations';
      readonly iterations: number;
      /** Whether every user does that many, or all of them together. */
      readonly each: boolean;
      readonly users: number;
      readonly maxDurationMs: number;
    };

/** What a fault is aimed at: one instance, or a whole system where none is named. */
export interface FaultTarget {
  readonly system: string;
  readonly instance?: number;
}

interface ResolvedFaultOf<K extends FaultKind> {
  readonly kind: K;
  readonly target: FaultTarget;
  /** As they are written, of that kind. */
  readonly options: OptionsOf<FaultMap[K]>;
  /** After the start of the phase. */
  readonly atMs: number;
  /** From the bite to the undoing. */
  readonly holdMs: number;
  /** In words: `kill object-store 1 at 5s, restart after 3s`. */
  readonly what: string;
}

export type ResolvedFault<K extends FaultKind = FaultKind> = { readonly [E in K]: ResolvedFaultOf<E> }[K];

export interface ResolvedPhaseBase {
  readonly name: string;
  readonly journey: Journey;
  /** The system `t.http` speaks to. */
  readonly system: string;
  /** How that system speaks TLS; null where it speaks plain HTTP. */
  readonly tls: TlsOptions | null;
  /** The Unix socket it listens on; null where its URL leads to it. */
  readonly socket: string | null;
  /** What each request to that system carries, by the names of the headers. */
  readonly headers: Readonly<Record<string, string>>;
  readonly asked: string;
  /** Phases with the same number run at the same time. */
  readonly group: number;
  /** After the start of its group. */
  readonly startAfterMs: number;
  /** It, or a phase that runs at the same time, has faults. */
  readonly feelsFault?: true;
}

export interface ResolvedLoad extends ResolvedPhaseBase {
  readonly kind: 'load';
  readonly executor: Executor;
  readonly faults: readonly ResolvedFault[];
  readonly gracefulStopMs: number;
  /** From start to start of a user's iterations, at least; 0 where a user begins again when done. */
  readonly paceMs: number;
  readonly durationMs: number;
}

export interface ResolvedReadBack extends ResolvedPhaseBase {
  readonly kind: 'read-back';
  readonly read: ReadBackFunction;
  readonly users: number;
  /** How long keys that did not show what was acknowledged are given to show it. */
  readonly settleMs: number;
  readonly faults: readonly [];
}

/** The phases of each kind, ready to be conducted. */
export interface ResolvedMap {
  load: ResolvedLoad;
  'read-back': ResolvedReadBack;
}

export type ResolvedPhase = ResolvedMap[PhaseKind];

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
