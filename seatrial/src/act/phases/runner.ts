/**
 * How one kind of phase is done. A runner is given one phase at a time and where it takes place; that phases come in order, that
 * faults are applied beside them and that all is recorded as a phase is the business of `conduct.ts`.
 */
import type { Emit } from '../../evidence/emit.ts';
import type { OwedKey } from '../../plan/journey.ts';
import type { Clock } from '../../std/clock.ts';
import type { Target } from '../systems/system.ts';

export interface PhaseStage {
  /** Its position in the plan, from 0. */
  readonly index: number;
  /** Differs from phase to phase and from trial to trial: part of every name that is made in it. */
  readonly token: string;
  readonly emit: Emit;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Every system of the plan, by its name. */
  readonly targets: ReadonlyMap<string, Target>;
  /** What earlier phases of a journey acknowledged, deletes included. Each phase of the journey asks once, when it begins. */
  acknowledged(journey: string): readonly OwedKey[];
  /**
   * Does what the phase is about, with its faults beside it: they count their time from where `begin` is called, and are over
   * when the work is. Resolves with what the work did.
   */
  withFaults(work: (begin: () => void) => Promise<string | null>): Promise<string | null>;
}

export interface PhaseRunner<P> {
  /** Does the phase. Never throws for what a system does; a sentence when part of what was asked for was not done. */
  run(phase: P, stage: PhaseStage): Promise<string | null>;
  close(): Promise<void>;
}
