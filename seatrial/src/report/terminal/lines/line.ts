/** A record as one line of a trial that runs where nothing can be repainted; further lines of it are output of a system. */
import type { Fact, RecordOf } from '../../../evidence/records.ts';

/** What was seen before the record, or with it. */
export interface SeenSoFar {
  readonly phases: number;
  readonly claims: number;
  /** `2 requests, 0 failed`; null where there is no such phase, or nothing is counted in it. */
  totalsOf(phase: string): string | null;
  /** Whether the last start of the instance was ready; undefined where none was seen. */
  wasReady(instance: string): boolean | undefined;
}

/** The lines of a family of records. A kind without one is not told while a trial runs; null: nor is this record. */
export type Lines<F extends Fact> = {
  readonly [K in F['kind']]?: (record: RecordOf<K>, seen: SeenSoFar) => string | null;
};
