/** What the plan has to know of one kind of phase, and all of it. `resolve.ts` holds the table of kinds. */
import type { PhaseKind } from '../../evidence/records.ts';
import type { Problems } from '../problems.ts';
import type { ResolvedMap, ResolvedPhaseBase } from '../resolved.ts';
import type { ResolvedSystem } from '../systems/resolved.ts';
import type { PhaseMap } from './phase.ts';

/** A phase where it stands in the plan. */
export interface Placed<P = PhaseMap[PhaseKind]> {
  readonly path: string;
  readonly phase: P;
  /** Its place in the plan; members of a group have the same. */
  readonly group: number;
}

export interface PhaseSpec<K extends PhaseKind> {
  /** Whether it may be a member of `together([...])`. */
  readonly runsTogether: boolean;
  /** Whether its parts are what they must be; the plan may be written without types. */
  checkShape(path: string, part: Readonly<Record<string, unknown>>, problems: Problems): void;
  /** Its options in numbers, every default filled in; every mistake is added to `problems`. */
  resolve(
    place: Placed<PhaseMap[K]>,
    base: ResolvedPhaseBase,
    systems: readonly ResolvedSystem[],
    problems: Problems,
  ): ResolvedMap[K];
}
