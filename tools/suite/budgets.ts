/**
 * How long daily test files may take, by the seconds that were noted on a calm machine (suite/seconds.json). No run is timed against
 * these: a busy machine would break them. Who notes anew and is over has made the suite slower for everybody.
 */
import { isWeekly } from './tiers.ts';

/** Longer than this, a file holds one of three places at the end of a run while the others have nothing left to do. */
export const MOST_SECONDS_A_FILE = 45;

/** Of all daily files that are noted: with three files at once a third of it, which is the five minutes that a run may take. */
export const MOST_SECONDS_OF_ALL = 900;

/** What is over its budget, for a person; empty when nothing is. */
export function overBudget(noted: Readonly<Record<string, number>>): string[] {
  const daily = Object.entries(noted).filter(([file]) => !isWeekly(file));
  const all = daily.reduce((sum, [, seconds]) => sum + seconds, 0);
  const long = daily
    .filter(([, seconds]) => seconds > MOST_SECONDS_A_FILE)
    .map(([file, seconds]) => `${file} is noted with ${seconds} s, more than ${MOST_SECONDS_A_FILE}: ${HOW}`);
  if (all <= MOST_SECONDS_OF_ALL) return long;
  return [...long, `daily files are noted with ${all} s in all, more than ${MOST_SECONDS_OF_ALL}: ${HOW}`];
}

const HOW =
  'call a function in place of a process, share a trial, wait by condition, or move variations to a weekly file';
