/** One small way in which a system is broken. */

/** Counted from 0. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

export interface Mutant {
  /** No other of the same build has it. */
  readonly id: string;
  /** From the project's folder. */
  readonly file: string;
  /** What was done: `DroppedAwait`. */
  readonly operator: string;
  /** What is changed reaches from here to there. */
  readonly start: Position;
  readonly end: Position;
  /** The change as a diff shows it, `-` and `+` before each line. */
  readonly lines: readonly string[];
}
