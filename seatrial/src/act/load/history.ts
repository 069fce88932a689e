/**
 * The history of a phase: opens and closes single operations and writes each as evidence. It does not judge them.
 */
import type { Operation, Outcome } from '../../evidence/records.ts';
import type { AcknowledgedWrite } from '../../plan/journey.ts';
import type { Emit } from '../target/emit.ts';
import type { AcknowledgedWrites } from './acknowledged.ts';

export class HistoryBook {
  readonly #emit: Emit;
  readonly #nowUs: () => number;
  readonly #acknowledged: AcknowledgedWrites;
  readonly #open = new Set<OpenOperation>();

  constructor(emit: Emit, nowUs: () => number, acknowledged: AcknowledgedWrites) {
    this.#acknowledged = acknowledged;
    this.#emit = emit;
    this.#nowUs = nowUs;
  }

  begin(
    where: { phase: string; journey: string; process: string },
    f: Operation['f'],
    key: string,
    value: string | null,
  ): OpenOperation {
    const operation = new OpenOperation(
      { ...where, f, key, value, startedUs: this.#nowUs() },
      (closed, outcome, details) => this.#close(closed, outcome, details),
    );
    this.#open.add(operation);
    return operation;
  }

  acknowledged(journey: string): AcknowledgedWrite[] {
    return this.#acknowledged.of(journey);
  }

  /** Closes what a phase left open: nobody knows how it ended. */
  closePhase(phase: string): void {
    for (const operation of [...this.#open]) {
      if (operation.begun.phase === phase) operation.end('unknown', { why: 'still open when the phase ended' });
    }
  }

  #close(operation: OpenOperation, outcome: Outcome, details: { value?: string | null; why?: string }): void {
    this.#open.delete(operation);
    const { begun } = operation;
    const value = details.value === undefined ? begun.value : details.value;
    const why = details.why === undefined ? {} : { why: details.why };
    const startedUs = Math.round(begun.startedUs);
    this.#emit({ kind: 'operation', ...begun, value, startedUs, endedUs: Math.round(this.#nowUs()), outcome, ...why });
    this.#acknowledged.learn({ ...begun, value, outcome });
  }
}

interface Begun {
  readonly phase: string;
  readonly journey: string;
  readonly process: string;
  readonly f: Operation['f'];
  readonly key: string;
  readonly value: string | null;
  readonly startedUs: number;
}

type Close = (operation: OpenOperation, outcome: Outcome, details: { value?: string | null; why?: string }) => void;

/** An operation that was begun and not yet ended; ending it twice does nothing. */
export class OpenOperation {
  readonly begun: Begun;
  #close: Close | null;

  constructor(begun: Begun, close: Close) {
    this.begun = begun;
    this.#close = close;
  }

  end(outcome: Outcome, details: { value?: string | null; why?: string } = {}): void {
    const close = this.#close;
    this.#close = null;
    close?.(this, outcome, details);
  }
}
