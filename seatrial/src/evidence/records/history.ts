/** Facts about single operations; what data-safety claims are judged on. */

export type HistoryFact = Operation;

/** Did it happen? `unknown` is its own fact: a timed-out write may have been stored. */
export type Outcome = 'ok' | 'failed' | 'unknown';

/** One operation of a history. `value` identifies what was written or read (a digest, a number), a long one by its SHA-256 (`std/kept-value.ts`); null is absence. */
export interface Operation {
  kind: 'operation';
  phase: string;
  journey: string;
  /** The user that did it: one process never has two operations open. */
  process: string;
  op: 'write' | 'read' | 'delete';
  key: string;
  value: string | null;
  /** The journey named no value for what it wrote or read: only that the key was there is known. */
  presenceOnly?: true;
  /**
   * Of such a read, the beginning of the SHA-256 of the answer: what is answered for many keys alike does not show that they are
   * there. Absent in older journals, and where the answer had no body.
   */
  answer?: string;
  /**
   * The value was read from an answer of which only the end of its connection told where it ends: one that was cut off, because
   * its server was killed, looks the same. Absent in older journals.
   */
  openEnded?: true;
  /** The instance that was asked, from 1, where the journey's system has several and `t.http` asked one. Absent in older journals. */
  askedInstance?: number;
  /** Its user had been given cookies by then, or a token by a login, or data by the setup, which are gone with the phase: it may be known to the system as nobody else is. Absent in older journals. */
  session?: true;
  startedUs: number;
  endedUs: number;
  outcome: Outcome;
  /**
   * Of a write or a delete that is `unknown` although it was answered: a status below 400 that does not say that it was done and
   * that the request did not name (202, 207, a redirect). Absent in older journals.
   */
  status?: number;
  why?: string;
}
