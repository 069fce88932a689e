/** Why a streamed body did not come to its end, so that what the peer has is no request. */
import { isProgrammingError } from '../../../std/programming-error.ts';
import type { Failure } from './failure.ts';

/** It is not what the plan said it was: a mistake of the plan. */
export function wrongBody(what: string): Failure {
  return { cause: 'aborted', why: `the streamed body ${what}`, unsendable: true };
}

/** What its code threw: its user left, unless the code is wrong. */
export function brokenBody(error: unknown, bytes: number): Failure {
  const failure = wrongBody(`broke after ${bytes} bytes: ${error instanceof Error ? error.message : String(error)}`);
  return isProgrammingError(error) ? failure : { cause: 'journey threw', why: failure.why };
}
