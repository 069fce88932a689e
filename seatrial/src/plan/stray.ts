/**
 * Errors of a plan that reach nobody: a promise that was not awaited, a throw in a timer. Where they surface differs, in this
 * thread or in one of load; what is said of them does not.
 */
import { DoubtfulValue, PlanMistakeError, placeInPlan } from './mistake.ts';

/** What a journey gets that goes on after its phase and its grace are over. Where nobody waits for it, it means nothing. */
export class PhaseOver extends Error {
  override readonly name = 'Error';

  constructor() {
    super('the phase is over');
  }
}

/**
 * The sentence for an error that reached nobody; null where it means nothing. A mistake that is in the evidence by itself is
 * told there in full, and here only with its place.
 */
export function strayReason(error: unknown): string | null {
  if (error instanceof PhaseOver) return null;
  const place = placeInPlan(error);
  if (error instanceof PlanMistakeError && error.isNoted && place !== null) return mistakeAt(place);
  const isOurs = error instanceof PlanMistakeError || error instanceof DoubtfulValue;
  const what = isOurs ? error.message : error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const where = place === null ? '' : ` (${place})`;
  return `a promise that was not awaited failed: ${what}${where}; look for a missing await in the plan`;
}

/** Why a trial ends whose plan has a mistake that is told in full elsewhere. */
export function mistakeAt(place: string): string {
  return `the plan has a mistake (${place})`;
}
