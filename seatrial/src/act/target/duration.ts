/**
 * Durations of a plan that has been resolved, in milliseconds. Resolving has refused every wrong text before, so a wrong
 * one here is a broken invariant and throws.
 */
import { type DurationText, parseDuration } from '../../std/units.ts';

/** @example durationMs('1m30s') // 90000 */
export function durationMs(text: DurationText): number {
  const parsed = parseDuration(text);
  if (!parsed.ok) throw new Error(`a resolved plan holds a wrong duration: ${parsed.problem}`);
  return parsed.value;
}
