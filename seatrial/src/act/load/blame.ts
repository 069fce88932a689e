/**
 * Whose mistake it is that a journey threw. `plan`: Seatrial refused what was asked, or the journey's own code is wrong before
 * any system had a part in it. `unclear`: the same kind of error after answers of which none had failed. `journey`: all
 * else, which counts against the system, as an assertion does that did not hold.
 */
import { PlanMistake } from '../../plan/mistake.ts';

export type Blame = 'plan' | 'unclear' | 'journey';

/** What the user was answered before. */
export interface Answered {
  /** In this iteration; steps of `t.step` count as answers. */
  readonly answers: number;
  readonly failed: number;
  /** Whether something failed before this iteration, or may have where Seatrial does not see it: in a client of the journey's own. */
  readonly shaken: boolean;
}

export function blameFor(error: unknown, { answers, failed, shaken }: Answered): Blame {
  if (error instanceof PlanMistake) return 'plan';
  if (!isProgramming(error) || failed > 0) return 'journey';
  if (answers > 0 || isJson(error)) return 'unclear';
  // A name that is not declared has nothing to do with what was answered.
  return shaken && !(error instanceof ReferenceError) ? 'unclear' : 'plan';
}

/** The kinds of error that wrong code throws. `fetch` throws a TypeError for what the network did, with that as its cause. */
export function isProgramming(error: unknown): error is Error {
  if (!(error instanceof TypeError || error instanceof ReferenceError || error instanceof SyntaxError)) return false;
  const { cause } = error;
  if (cause !== undefined) return isInvalidUrl(cause);
  return isInvalidUrl(error) || !/node:internal\/deps\/undici/.test(error.stack ?? '') || isJson(error);
}

function isInvalidUrl(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === 'ERR_INVALID_URL';
}

/** What was parsed came from somewhere: from a client of the journey's own, where no answer was seen. */
function isJson(error: Error): boolean {
  return error instanceof SyntaxError && /\bJSON\b/.test(`${error.message}\n${error.stack ?? ''}`);
}
