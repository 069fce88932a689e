/**
 * What a journey did before a fault and does no more, or hardly: a step that is asked only for what another one found, a check of
 * what was read. Where a list is empty for ever after a restart nothing fails and nothing is slow; what would show it is never
 * asked. It is a doubt, and only of what was done steadily up to the fault: a login in a user's first iteration was over before.
 */
import type { Span } from '../measured-time.ts';
import { many } from '../wording.ts';
import type { Deed } from './completions.ts';
import type { FaultInPhase } from './fault-in-phase.ts';
import { type Before, chanceOf, NO_CHANCE } from './usual.ts';

/** At fewer instants than this it was not done steadily: many users do one thing at one time. */
const FEWEST = 5;
/** Of what is done seldom. */
const FEWEST_IN_HALF = 2;
/** What is this many times rarer is hardly done any more: most users find nothing. */
const RARER_TIMES = 3;
/** An iteration may take so much longer after a fault, and all begin anew then: what stands at its end comes late. */
const LONGER_TIMES = 2;
const MOST_TOLD = 3;
const SLOT_US = 100_000;

/** How much was done in a stretch: how often in all, and at how many instants. */
interface Done {
  readonly count: number;
  readonly instants: number;
}

/** What is looked at, and what it is held against. */
interface Compared {
  readonly did: FaultInPhase['did'];
  readonly usual: Pick<FaultInPhase['usual'], 'parts'>;
}

/** A sentence for each step, check and own measure that was done steadily before the fault, and since then never or hardly. */
export function vanished({ did, usual }: Compared, { fromUs, toUs }: Span, when: string): string[] {
  const told = new Map<string, string>();
  const later = Map.groupBy(did.deeds.inside(fromUs, toUs), (deed) => deed.what);
  for (const before of usual.parts) {
    const all = { fromUs: before.did.measured.fromUs, toUs: before.untilUs };
    for (const [what, group] of Map.groupBy(before.did.deeds.inside(all.fromUs, all.toUs), (deed) => deed.what)) {
      const stretch = steadyIn(group, all);
      if (stretch === null || told.has(what)) continue;
      // A user's iterations are counted anew in each phase, and so what only its later ones do comes later in it.
      const since = Math.max(fromUs, did.measured.fromUs + stretch.fromUs - all.fromUs);
      const then = doneIn(before.did.windows.inside(stretch.fromUs, stretch.toUs));
      const its = doneIn(group.filter((deed) => deed.fromUs >= stretch.fromUs));
      for (const { fromUs: expectedUs, isNever } of expectedFrom(did, before, group, since)) {
        const itsNow = doneIn((later.get(what) ?? []).filter((deed) => deed.fromUs >= expectedUs));
        if (isNever && itsNow.count > 0) continue;
        const now = doneIn(did.windows.inside(expectedUs, toUs));
        if (!isRarer(itsNow, now, its, then)) continue;
        const often = itsNow.count === 0 ? 'never' : `${itsNow.count.toLocaleString('en-US')} of`;
        const rest = itsNow.count === 0 ? '' : ` ${many(now.count, did.noun)}`;
        told.set(
          what,
          `${what} ${many(its.count, 'time')} for the last ${many(then.count, did.noun)} before the fault, ${often}${rest} ${when}`,
        );
      }
    }
  }
  return [...told.values()].slice(0, MOST_TOLD);
}

/**
 * The stretch up to the fault in which it was done at several instants and to the end: half of the time, because what came at the
 * start of a load, such as a login of each user, is over by then; all of it where it was done seldom, in both halves. Null: none.
 */
function steadyIn(deeds: readonly Deed[], all: Span): Span | null {
  const halfUs = (all.fromUs + all.toUs) / 2;
  const late = deeds.filter((deed) => deed.fromUs >= halfUs);
  if (doneIn(late).instants >= FEWEST) {
    return late.some((deed) => deed.toUs > (halfUs + all.toUs) / 2) ? { fromUs: halfUs, toUs: all.toUs } : null;
  }
  const early = deeds.filter((deed) => deed.fromUs < halfUs);
  const isSteady = [early, late].every((half) => doneIn(half).instants >= FEWEST_IN_HALF);
  return isSteady && doneIn(deeds).instants >= FEWEST ? all : null;
}

/**
 * From when on it should come again, however late in an iteration: when two of the longest would be over; where all users have begun
 * anew, in twice the time in which it had first come in the load, which tells only that it never came.
 */
function expectedFrom(
  did: Compared['did'],
  before: Before,
  deeds: readonly Deed[],
  fromUs: number,
): { readonly fromUs: number; readonly isNever: boolean }[] {
  const longestUs = longestIteration(before);
  const anewUs = did === before.did ? anewFrom(did, before.untilUs) : did.measured.fromUs;
  const firstUs = deeds.reduce((first, { toUs }) => Math.min(first, toUs), before.untilUs) - before.did.measured.fromUs;
  return [
    ...(longestUs > 0 ? [{ fromUs: fromUs + LONGER_TIMES * longestUs, isNever: false }] : []),
    ...(anewUs === null ? [] : [{ fromUs: Math.max(fromUs, anewUs) + LONGER_TIMES * firstUs, isNever: true }]),
  ];
}

/** By when as many iterations have ended since an instant as there are users; null when never, or where that is not told. */
function anewFrom({ iterations, users }: Compared['did'], sinceUs: number): number | null {
  if (users === 0) return null;
  let ended = 0;
  for (const { count, toUs } of iterations.inside(sinceUs, Number.POSITIVE_INFINITY)) {
    ended += count;
    if (ended >= users) return toUs;
  }
  return null;
}

function longestIteration({ did, untilUs }: Before): number {
  const ended = did.iterations.inside(did.measured.fromUs, untilUs);
  return ended.reduce((longest, { service }) => Math.max(longest, service.maxUs), 0);
}

/** Users may do a thing in bursts, so instants are compared and not how often; a burst is as large as before. */
function isRarer(itsNow: Done, now: Done, its: Done, then: Done): boolean {
  if (now.count === 0 || itsNow.count * RARER_TIMES * then.count > its.count * now.count) return false;
  const trials = Math.min(now.instants, Math.floor((now.count * then.instants) / then.count));
  const hits = Math.min(trials, Math.ceil((itsNow.count * its.instants) / its.count));
  const before = { count: then.instants, failed: Math.min(its.instants, then.instants) };
  return chanceOf(before, { count: trials, failed: hits }) < NO_CHANCE;
}

function doneIn(records: readonly (Span & { readonly count: number })[]): Done {
  const slots = new Set(records.map(({ fromUs }) => Math.floor(fromUs / SLOT_US)));
  return { count: records.reduce((total, { count }) => total + count, 0), instants: slots.size };
}
