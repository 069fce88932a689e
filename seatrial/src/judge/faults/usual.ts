/**
 * What was usual of a journey before a fault, and whether a stretch after it is as good. The rule is the same for both
 * sides: failures by exact tests, pauses by the longest seen and by the rate, the rate by a half.
 */
import type { RecordOf } from '../../evidence/records.ts';
import { atLeast, atLeastOfAll } from '../../std/chances.ts';
import { byCause, type Completions, type FailedShare, sum } from './completions.ts';

export const UNLIKELY = 0.01;
/** What is less likely than this is no chance, and may disprove. */
export const NO_CHANCE = 0.001;
/** Fewer completions before the fault than this, and earlier phases of the journey are looked at as well. */
const ENOUGH = 20;
/** A stretch in which fewer successes than this would be usual is too short to compare rates. */
const TELLING = 10;
const FACTOR = 0.5;
/** A window's length, where there was none before the fault. */
const RESOLUTION_US = 100_000;

/** A phase of the journey up to an instant: its first fault, or its end. */
export interface Before {
  readonly did: Completions;
  readonly untilUs: number;
}

export interface Usual {
  readonly parts: readonly Before[];
  /** What all of it was taken from. */
  readonly windows: readonly RecordOf<'window'>[];
  /** Of its steps where there are requests too. */
  readonly beside: readonly RecordOf<'window'>[];
  readonly statuses: readonly RecordOf<'statuses'>[];
  readonly redirected: readonly RecordOf<'redirected'>[];
  /** The steps of which something succeeded. */
  readonly answered: ReadonlySet<string>;
  /** Steps with a known duration: none had been waiting unusually long when the fault came, as a long poll does. */
  readonly timed: ReadonlySet<string>;
  readonly of: FailedShare;
  /** How many of these failed by each cause. */
  readonly causes: ReadonlyMap<string, number>;
  readonly iterations: FailedShare;
  /** From one window with a success to the next, on average. */
  readonly pauseUs: number;
  /** The longest pause without a success that means nothing yet. */
  readonly longestPauseUs: number;
  /** The longest that one request took. */
  readonly longestServiceUs: number;
  /** Successes for all that was asked, where enough was seen in the phase itself; else null. */
  readonly perAsked: number | null;
}

/** What was usual; `earlier` phases are the latest first, and fill in where the phase itself has too little. */
export function usualOf(phase: Before, earlier: readonly Before[], sustainedUs: number): Usual {
  const parts = [phase];
  for (const part of earlier) {
    if (total(parts).count < ENOUGH && part.did.noun === phase.did.noun) parts.push(part);
  }
  const paced = successes(phase) >= 2 ? [phase] : parts;
  const worked = paced.reduce((count, part) => count + successes(part), 0);
  const spanUs = paced.reduce((us, { did, untilUs }) => us + Math.max(0, untilUs - did.measured.fromUs), 0);
  const instants = paced.reduce((count, part) => count + instantsOf(part), 0);
  const windows = parts.flatMap(({ did, untilUs }) => did.windows.inside(0, untilUs));
  const asked = phase.did.asked(phase.did.measured.fromUs, phase.untilUs);
  const answered = new Set(windows.filter(({ count, failed }) => failed < count).map(({ step }) => step));
  const longestServiceUs = windows.reduce((longest, { service }) => Math.max(longest, service.maxUs), 0);
  const waitedFor = new Set([phase, ...earlier].flatMap((part) => waitingIn(part, 2 * longestServiceUs)));
  return {
    parts,
    windows,
    beside: parts.flatMap(({ did, untilUs }) => did.beside.inside(0, untilUs)),
    statuses: parts.flatMap(({ did, untilUs }) => did.statuses.inside(0, untilUs)),
    redirected: parts.flatMap(({ did, untilUs }) => did.redirected.inside(0, untilUs)),
    answered,
    timed: new Set([...answered].filter((step) => !waitedFor.has(step))),
    of: sum(windows),
    causes: byCause(
      windows,
      parts.flatMap(({ did, untilUs }) => did.errors.inside(0, untilUs)),
    ),
    iterations: sum(parts.flatMap(({ did, untilUs }) => did.iterations.inside(0, untilUs))),
    pauseUs: instants === 0 ? Number.POSITIVE_INFINITY : spanUs / instants,
    longestPauseUs: Math.max(...paced.map(longestPause), likelyPause(spanUs / worked, sustainedUs)) + resolution(phase),
    longestServiceUs,
    perAsked: asked > 0 ? successes(phase) / asked : null,
  };
}

/** Whether failures are no more than likely at the share that was seen before: without one before, none. */
export function failsAsBefore({ count, failed }: FailedShare, before: FailedShare): boolean {
  const share = before.count === 0 ? 0 : before.failed / before.count;
  return failed <= share * count || atLeast(failed, count, share) >= UNLIKELY;
}

/** How likely it is that so many failed by chance, if all were alike before and after: Fisher's exact test. */
export function chanceOf({ count, failed }: FailedShare, before: FailedShare): number {
  return atLeastOfAll(failed, count, failed + before.failed, before.count);
}

/** Whether half as many successes came as were usual for what was asked; true where that was too little to tell. */
export function cameAsOften(succeeded: number, asked: number, usual: Usual): boolean {
  const expected = (usual.perAsked ?? 0) * asked;
  return expected < TELLING || succeeded >= FACTOR * expected;
}

/**
 * The steps that had been waited for longer than that when the part ended. What the fault cut off is in windows after it, and what
 * it did not in no window.
 */
function waitingIn({ did, untilUs }: Before, longerThanUs: number): string[] {
  const latestStartUs = untilUs - longerThanUs;
  const cut = did.windows
    .touching(untilUs, Number.POSITIVE_INFINITY)
    .filter(({ toUs, service }) => toUs - service.maxUs < latestStartUs);
  const open = did.unfinished.filter(({ longestUs }) => did.measured.toUs - longestUs < latestStartUs);
  return [...cut, ...open].map(({ step }) => step);
}

function total(parts: readonly Before[]): FailedShare {
  return sum(parts.flatMap(({ did, untilUs }) => did.windows.inside(0, untilUs)));
}

function successes(part: Before): number {
  const { count, failed } = total([part]);
  return count - failed;
}

/** What the longest pause of a stretch exceeds once in 100 stretches, where pauses are exponential, as people's are. */
function likelyPause(meanUs: number, stretchUs: number): number {
  if (!Number.isFinite(meanUs)) return 0;
  return meanUs * Math.log(Math.max(1, stretchUs / meanUs) / UNLIKELY);
}

/** How many windows had a success; those of several steps at one time are one. */
function instantsOf({ did, untilUs }: Before): number {
  const successful = did.windows.inside(0, untilUs).filter(({ count, failed }) => failed < count);
  return new Set(successful.map(({ fromUs }) => fromUs)).size;
}

/** The longest time between windows with a success. */
function longestPause({ did, untilUs }: Before): number {
  let [longest, reachedUs] = [0, Number.POSITIVE_INFINITY];
  for (const { fromUs, toUs, count, failed } of did.windows.inside(0, untilUs)) {
    if (failed >= count) continue;
    longest = Math.max(longest, fromUs - reachedUs);
    reachedUs = reachedUs === Number.POSITIVE_INFINITY ? toUs : Math.max(reachedUs, toUs);
  }
  return longest;
}

function resolution({ did, untilUs }: Before): number {
  const [first] = did.windows.inside(0, untilUs);
  return first ? first.toUs - first.fromUs : RESOLUTION_US;
}
