/**
 * Errors of a plan that reach nobody: a promise that was not awaited, a throw in a timer. Where they surface differs, in this
 * thread or in one of load; what is said of them does not.
 */
import { placeInPlan } from './mistake.ts';

/** What a journey gets that goes on after its phase and its grace are over. Where nobody waits for it, it means nothing. */
export class PhaseOver extends Error {
  override readonly name = 'Error';

  constructor() {
    super('the phase is over');
  }
}

/** The sentence for an error that reached nobody; null where it means nothing. */
export function strayReason(error: unknown): string | null {
  if (error instanceof PhaseOver) return null;
  const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const place = placeInPlan(error);
  const where = place === null ? '' : ` (${place})`;
  return `a promise that was not awaited failed: ${what}${where}; look for a missing await in the plan`;
}
