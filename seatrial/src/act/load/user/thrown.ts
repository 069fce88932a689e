/** What a journey threw, as evidence tells it. */
import { DoubtfulValue, PlanMistakeError, placeInPlan } from '../../../plan/mistake.ts';
import { shown } from '../../../std/shown.ts';

const LONGEST = 200;

/** In a sentence: `Error: the basket is empty`. */
export function sentenceOf(error: unknown): string {
  if (error instanceof PlanMistakeError || error instanceof DoubtfulValue) return error.message;
  return error instanceof Error ? `${error.name}: ${error.message}` : shown(error);
}

/** The same with where in the plan that was: `Error: the basket is empty at trial.ts:4`. */
export function placed(error: unknown): string {
  const [what, where] = [sentenceOf(error), placeInPlan(error)];
  return where === null ? what : `${what.slice(0, LONGEST)} at ${where}`;
}
