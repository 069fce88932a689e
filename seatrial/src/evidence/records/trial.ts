/** Facts about a trial as a whole. */

export type TrialFact = TrialStarted | TrialEnded | Unwritten;

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

/** Something that was seen and cannot be written down, such as a number that JSON does not know. What it said is lost. */
export interface Unwritten {
  kind: 'unwritten';
  /** The kind of fact it was. */
  of: string;
  because: string;
}
