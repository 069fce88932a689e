/** Facts about a trial as a whole. */

export type TrialFact = TrialStarted | TrialEnded;

export interface TrialStarted {
  kind: 'trial-started';
  name: string;
}

export interface TrialEnded {
  kind: 'trial-ended';
  /** `complete`: every phase ran to its end; `interrupted`: by a signal; `failed`: a system or Seatrial could not go on. */
  outcome: 'complete' | 'interrupted' | 'failed';
  because?: string;
}
