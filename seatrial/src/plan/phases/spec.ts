/** What the plan has to know of one kind of phase, and all of it. `kinds.ts` holds the table of kinds. */
import type { Problems } from '../problems.ts';
import type { ResolvedSystem } from '../systems/resolved.ts';
import type { ResolvedPhaseBase } from './base.ts';

/** A phase where it stands in the plan. */
export interface Placed<P> {
  readonly path: string;
  readonly phase: P;
  /** Its place in the plan; members of a group have the same. */
  readonly group: number;
}

/** What is known of a phase before its kind is asked. */
export type PlaceInTrial = Pick<ResolvedPhaseBase, 'name' | 'group' | 'startAfterMs'>;

export interface PhaseSpec<Written, Resolved> {
  /** Whether it may be a member of `together([...])`. */
  readonly runsTogether: boolean;
  /** Whether its parts are what they must be; the plan may be written without types. */
  checkShape(path: string, part: Readonly<Record<string, unknown>>, problems: Problems): void;
  /** Its options in numbers, every default filled in; every mistake is added to `problems`. */
  resolve(place: Placed<Written>, base: PlaceInTrial, systems: readonly ResolvedSystem[], problems: Problems): Resolved;
}
