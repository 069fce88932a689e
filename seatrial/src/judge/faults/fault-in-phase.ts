/** One fault that was applied, with all that its recovery is judged by. Data only. */

import type { Span } from '../measured-time.ts';
import type { Completions } from './completions.ts';
import type { Timeline } from './timeline.ts';
import type { Usual } from './usual.ts';

/** What a recovery claim asks for. */
export interface Bounds {
  readonly withinUs: number;
  readonly sustainedUs: number;
}

/** One fault that was applied, with what the journey did in its phase. */
export interface FaultInPhase {
  readonly what: string;
  /** From when on it may have had an effect: before it was seen to have one. */
  readonly begunUs: number;
  readonly undoneUs: number;
  /** Until when the journey was watched: the end of the phase. */
  readonly endUs: number;
  /** From when on, after the undoing, another fault was in force; infinite when none was. What fails then is not held against it. */
  readonly disturbedUs: number;
  /** When the other faults of the trial that had an effect were begun. */
  readonly othersBegunUs: readonly number[];
  /** The instance that had to become ready again, and when it was; null where none had to, or nobody asked. */
  readonly ready: { readonly name: string; readonly atUs: number } | null;
  readonly did: Completions;
  readonly usual: Usual;
  /** Requests that waited unusually long. */
  readonly waits: Timeline<Span>;
}
