/**
 * A named stretch of a trial. Phases run one after another in the order of the plan, those of a group at the same time.
 */
import type { Journey } from '../journey.ts';
import { keepMistakes, type Mistaken } from '../options.ts';
import type { Phase } from './kinds.ts';
import type { LoadPhase } from './load.ts';

/** Phases that run at the same time; the next phase of the plan starts when all have ended. */
export interface PhaseGroup extends Mistaken {
  readonly kind: 'together';
  readonly phases: readonly LoadPhase[];
}

/**
 * Phases of load that start at the same time, or each some time later.
 * @example together([load('browse', look, { users: 20, for: '60s' }), load('rush', order, { rate: '50/s', for: '10s', startAfter: '20s' })])
 */
export function together(phases: readonly LoadPhase[], ...more: readonly never[]): PhaseGroup {
  const hint = 'write together([load(...), load(...)]); options belong to each load';
  const mistakes = more.length === 0 ? [] : [{ path: '', problem: 'together takes one list and nothing else', hint }];
  return { kind: 'together', phases, ...keepMistakes(mistakes) };
}

/** The phases of a group, or the one that it is. */
export function membersOf(phase: Phase | PhaseGroup): readonly Phase[] {
  return phase.kind === 'together' ? phase.phases : [phase];
}

/** The journey that a phase is about, before or after it was resolved; null where it is about something else. */
export function journeyIn({ journey }: { readonly name: string; readonly journey?: Journey }): Journey | null {
  return journey ?? null;
}
