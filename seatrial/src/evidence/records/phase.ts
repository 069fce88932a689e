/** Facts about the stretches of a trial. */

export type PhaseFact = PhaseStarted | PhaseEnded;

/** What a phase does; every other list of kinds is made of this one. */
export const PHASE_KINDS = ['load', 'read-back'] as const;

export type PhaseKind = (typeof PHASE_KINDS)[number];

export interface PhaseStarted {
  kind: 'phase-started';
  phase: string;
  action: PhaseKind;
  journey: string;
  /** The system that the journey is on. Absent in journals of version 0.1. */
  system?: string;
  /** Each of its users does a `userSetup` before the load begins. Absent in older journals. */
  userSetup?: true;
  /** The executor in words: `10 users for 30s`. */
  asked: string;
}

export interface PhaseEnded {
  kind: 'phase-ended';
  phase: string;
  outcome: 'complete' | 'interrupted' | 'failed';
  because?: string;
}
