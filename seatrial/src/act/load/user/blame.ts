/**
 * Whose mistake it is that a journey threw. `plan`: Seatrial refused what was asked, or the journey's own code is wrong before
 * any system had a part in it. `unclear`: the same kind of error after answers of which none had failed. `journey`: all
 * else, which counts against the system, as an assertion does that did not hold.
 */
import { PlanMistakeError } from '../../../plan/mistake.ts';
import { isJsonError, isProgrammingError } from '../../../std/programming-error.ts';

export type Blame = 'plan' | 'unclear' | 'journey';

/** What the user was answered before. */
export interface AnsweredBefore {
  /** In this iteration; steps of `t.step` count as answers. */
  readonly answers: number;
  readonly failed: number;
  /** Whether something failed before this iteration, or may have where Seatrial does not see it: in a client of the journey's own. */
  readonly shaken: boolean;
}

export function blameFor(error: unknown, { answers, failed, shaken }: AnsweredBefore): Blame {
  if (error instanceof PlanMistakeError) return 'plan';
  if (!isProgrammingError(error) || failed > 0) return 'journey';
  if (answers > 0 || isJsonError(error)) return 'unclear';
  // A name that is not declared has nothing to do with what was answered.
  return shaken && !(error instanceof ReferenceError) ? 'unclear' : 'plan';
}
