/**
 * The history of a phase: opens and closes single operations and writes each as evidence. It does not judge them. Keys,
 * values and outcomes were looked at before (`context-checks.ts`, `request-options.ts`). An end that contradicts its own
 * operation (a read that does not say what it read) throws, because that is a mistake of the plan; it is never absence.
 */

import type { Emit } from '../../evidence/emit.ts';
import type { Operation, Outcome } from '../../evidence/records.ts';
import type { AcknowledgedWrite, OwedKey } from '../../plan/journey.ts';
import { PlanMistakeError } from '../../plan/mistake.ts';
import { keptValue } from '../../std/kept-value.ts';
import type { AcknowledgedWrites } from './acknowledged.ts';

/** What is known of an operation when it ends. */
export interface Details {
  value?: string | null;
  /** The answer named no value: only that the key was there is known. */
  presenceOnly?: true;
  /** Of such an answer, the beginning of its SHA-256. */
  answer?: string;
  /** The value is from an answer that may be cut off. */
  openEnded?: true;
  /** The answer's, where it looks like a success and does not say that it was done. */
  status?: number;
  why?: string;
}

export class HistoryBook {
  readonly #emit: Emit;
  readonly #nowUs: () => number;
  readonly #acknowledged: AcknowledgedWrites;
  readonly #open = new Set<OpenOperation>();
  #watcher: ((operation: Operation) => void) | null = null;

  constructor(emit: Emit, nowUs: () => number, acknowledged: AcknowledgedWrites) {
    this.#acknowledged = acknowledged;
    this.#emit = emit;
    this.#nowUs = nowUs;
  }

  /** @param value what is written; null where a write names none, and of reads and deletes. */
  begin(
    where: Pick<Operation, 'phase' | 'journey' | 'process' | 'askedInstance' | 'session'>,
    op: Operation['op'],
    key: string,
    value: string | null,
  ): OpenOperation {
    const what =
      op === 'write' && value === null ? { value: key, presenceOnly: true as const } : { value: kept(value, key) };
    const operation = new OpenOperation(
      { ...where, op, key, ...what, startedUs: this.#nowUs() },
      (closed, outcome, details) => this.#close(closed, outcome, details),
    );
    this.#open.add(operation);
    return operation;
  }

  acknowledged(journey: string): AcknowledgedWrite[] {
    return this.#acknowledged.of(journey);
  }

  /** Deleted keys included. */
  acknowledgedKeys(journey: string): OwedKey[] {
    return this.#acknowledged.keysOf(journey);
  }

  /** From here on, `watcher` is shown every operation that ends here. */
  watch(watcher: (operation: Operation) => void): void {
    this.#watcher = watcher;
  }

  /** Closes what a phase left open: nobody knows how it ended. */
  closePhase(phase: string): void {
    for (const operation of [...this.#open]) {
      if (operation.begun.phase === phase) operation.end('unknown', { why: 'still open when the phase ended' });
    }
  }

  #close(
    closed: OpenOperation,
    outcome: Outcome,
    { value, presenceOnly, answer, openEnded, status, why }: Details,
  ): void {
    this.#open.delete(closed);
    const { value: begunValue, presenceOnly: begunPresenceOnly, startedUs, ...begun } = closed.begun;
    // A value that is named at the end replaces the one of the beginning, and the word that there is none.
    const nameless = value === undefined ? begunPresenceOnly : presenceOnly;
    const operation: Operation = {
      kind: 'operation',
      ...begun,
      value: value === undefined ? begunValue : kept(value, closed.begun.key),
      ...(nameless && { presenceOnly: nameless }),
      ...(answer !== undefined && { answer }),
      startedUs: Math.round(startedUs),
      endedUs: Math.round(this.#nowUs()),
      outcome,
      ...(openEnded && { openEnded }),
      ...(status !== undefined && { status }),
      ...(why !== undefined && { why }),
    };
    this.#emit(operation);
    this.#acknowledged.learn(operation);
    this.#watcher?.(operation);
  }
}

/** The key in place of a value says that none was named, however long it is. */
function kept(value: string | null, key: string): string | null {
  return value === null || (value.length === key.length && value === key) ? value : keptValue(value);
}

interface Begun {
  readonly phase: string;
  readonly journey: string;
  readonly process: string;
  readonly askedInstance?: number;
  readonly session?: true;
  readonly op: Operation['op'];
  readonly key: string;
  readonly value: string | null;
  readonly presenceOnly?: true;
  readonly startedUs: number;
}

type Close = (operation: OpenOperation, outcome: Outcome, details: Details) => void;

/** An operation that was begun and not yet ended; ending it twice does nothing. */
export class OpenOperation {
  readonly begun: Begun;
  #close: Close | null;

  constructor(begun: Begun, close: Close) {
    this.begun = begun;
    this.#close = close;
  }

  /** Throws when it says what cannot be evidence; the operation is then recorded as `unknown`. */
  end(outcome: Outcome, details: Details = {}): void {
    const close = this.#close;
    this.#close = null;
    if (close === null) return;
    try {
      this.#mustSay(outcome, details);
    } catch (error) {
      close(this, 'unknown', { why: error instanceof Error ? error.message : String(error) });
      throw error;
    }
    close(this, outcome, details);
  }

  #mustSay(outcome: Outcome, { value }: Details): void {
    const { op, key } = this.begun;
    if (op === 'read' && outcome === 'ok' && value === undefined) {
      throw new PlanMistakeError(
        `the read of '${key}' ended 'ok' without saying what was read: write end('ok', { value }), with null for absent`,
      );
    }
    if (op === 'write' && outcome === 'ok' && value === null)
      throw new PlanMistakeError(`the write of '${key}' ended with null: that would be a delete`);
  }
}
