/**
 * Which errors of one step and cause are of one kind, for whoever counts or lists them: `status 500` is not `status 503`, and
 * what a journey threw in one line of the plan is not what it threw in another. What differs only in an identifier, or
 * in the text of an answer, is the same.
 */
import type { Cause } from './records/load.ts';

/**
 * A text that is equal for errors of one kind.
 * @example kindOfError({ cause: 'journey threw', example: 'Error: order 4711 is gone at trial.ts:9' }) // 'Error: order # is gone at trial.ts:9'
 */
export function kindOfError({ cause, example }: { cause: Cause; example: string }): string {
  const isThrown = cause === 'journey threw' || cause === 'journey mistake';
  return isThrown ? alike(example) : alike(example.split(':', 1)[0] ?? '');
}

/** Without long numbers and identifiers; short numbers stay, as those of lines and statuses. */
function alike(message: string): string {
  return message.replaceAll(/(?=[a-z-]*\d)[\da-z-]{8,}|\d{4,}/gi, '#');
}
