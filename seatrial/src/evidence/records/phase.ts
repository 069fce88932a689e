/** Facts about the stretches of a trial. */

export type PhaseFact = PhaseStarted | PhaseEnded;

/** The kinds of phases, and what the subject of each is; every other list of kinds is made of this one. */
export const PHASE_KINDS = { load: 'journey', 'read-back': 'journey' } as const satisfies Record<string, string>;

export type PhaseKind = keyof typeof PHASE_KINDS;

/** Their names. */
export const PHASE_KIND_NAMES = Object.keys(PHASE_KINDS) as PhaseKind[];

export interface PhaseStarted {
  kind: 'phase-started';
  phase: string;
  action: PhaseKind;
  /** What it is about, by its name: of load and of reading back, the journey. */
  subject: string;
  /** The system that it is on; null where it touches none. Absent in journals of version 0.1. */
  system?: string | null;
  /** Each of its users does a `userSetup` before the load begins. Absent in older journals. */
  userSetup?: true;
  /** What is done, in words: `10 users for 30s`. */
  described: string;
}

export interface PhaseEnded {
  kind: 'phase-ended';
  phase: string;
  outcome: 'complete' | 'interrupted' | 'failed';
  because?: string;
}

/** The journey of a phase, by its name; null of a phase that is about something else. */
export function journeyOf({ action, subject }: Pick<PhaseStarted, 'action' | 'subject'>): string | null {
  return PHASE_KINDS[action] === 'journey' ? subject : null;
}
