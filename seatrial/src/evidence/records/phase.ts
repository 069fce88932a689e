/** Facts about the stretches of a trial. */

export type PhaseFact = PhaseStarted | PhaseEnded;

export interface PhaseStarted {
  kind: 'phase-started';
  phase: string;
  action: 'load' | 'read-back';
  journey: string;
  /** The system that the journey is on. Absent in journals of version 0.1. */
  system?: string;
  /** The executor in words: `10 users for 30s`. */
  asked: string;
}

export interface PhaseEnded {
  kind: 'phase-ended';
  phase: string;
  outcome: 'complete' | 'interrupted' | 'failed';
  because?: string;
}
