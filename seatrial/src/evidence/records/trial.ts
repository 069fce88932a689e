/** Facts about a trial as a whole. */

export type TrialFact = TrialStarted | TrialEnded | LogKept | Unwritten;

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

/** One log of an instance as it is kept with the run, without secrets: so its digest is under the hash of the last record. Absent in older journals. */
export interface LogKept {
  kind: 'log-kept';
  /** Its path within the run: `logs/api-1.log`. */
  file: string;
  bytes: number;
  sha256: string;
}

/** Something that was seen and cannot be written down, such as a number that JSON does not know. What it said is lost. */
export interface Unwritten {
  kind: 'unwritten';
  /** The kind of fact it was. */
  of: string;
  because: string;
}
