/** Facts about faults: leased, seen to bite, undone, or skipped. */

export type FaultFact = FaultLeased | FaultBit | FaultDone | FaultUndone | FaultSkipped | LeaseSwept;

/** Written before anything bad is done. */
export interface FaultLeased {
  kind: 'fault-leased';
  lease: string;
  fault: string;
  phase: string;
  target: string;
  /** What it is aimed at; without an instance, the whole system. Absent in journals of version 0.1. */
  system?: string;
  instance?: number;
  /** The fault in words: `kill object-store 1 at 5s, restart after 3s`. */
  what: string;
}

/** The fault was seen to have an effect; from this instant on it is in force. */
export interface FaultBit {
  kind: 'fault-bit';
  lease: string;
  fault: string;
  phase: string;
  bites: number;
  what: string;
}

/** The plan's own code has done the fault, and whether it had an effect is not known: it may be in force from now on. */
export interface FaultDone {
  kind: 'fault-done';
  lease: string;
  fault: string;
  phase: string;
  /** Why it is not known: `inject did not say whether it has an effect`. */
  what: string;
}

/** The fault was undone. `verified` says whether the undoing itself was seen. */
export interface FaultUndone {
  kind: 'fault-undone';
  lease: string;
  fault: string;
  phase: string;
  verified: boolean;
  what: string;
  /** When the undoing began; the fault was in force until then. Absent in older journals. */
  begunUs?: number;
  /** Why it is not counted as a bite: `port 20123 is still answered by pid 4711 ...`. Absent when it bit. */
  missed?: string;
}

/** The fault could not be applied here; nothing was done. */
export interface FaultSkipped {
  kind: 'fault-skipped';
  fault: string;
  phase: string;
  target: string;
  reason: string;
}

/** Something an earlier, dead trial left behind was found and undone at this trial's start. */
export interface LeaseSwept {
  kind: 'lease-swept';
  lease: string;
  what: string;
  done: string;
}
