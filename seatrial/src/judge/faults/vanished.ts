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
/** What is so many times rarer is hardly done any more. */
const RARER_TIMES = 10;
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
  for (const before of usual.parts) {
    const stretch = lastHalf(before);
    const longestUs = longestIteration(before);
    if (longestUs === 0) continue;
    // A user's iterations are counted anew in each phase, and so what only its later ones do comes later in it.
    const asLateUs = did.measured.fromUs + stretch.fromUs - before.did.measured.fromUs;
    const since = { fromUs: Math.max(fromUs, asLateUs) + LONGER_TIMES * longestUs, toUs };
    const then = doneIn(before.did.windows.inside(stretch.fromUs, stretch.toUs));
    const now = doneIn(did.windows.inside(since.fromUs, since.toUs));
    const later = Map.groupBy(did.deeds.inside(since.fromUs, since.toUs), ({ what }) => what);
    const deeds = before.did.deeds.inside(stretch.fromUs, stretch.toUs);
    for (const [what, group] of Map.groupBy(deeds, (deed) => deed.what)) {
      const [its, itsNow] = [doneIn(group), doneIn(later.get(what) ?? [])];
      if (told.has(what) || !wentOn(group, stretch) || !isRarer(itsNow, now, its, then)) continue;
      const often = itsNow.count === 0 ? 'never' : `${itsNow.count.toLocaleString('en-US')} of`;
      const all = itsNow.count === 0 ? '' : ` ${many(now.count, did.noun)}`;
      told.set(
        what,
        `${what} ${many(its.count, 'time')} for the last ${many(then.count, did.noun)} before the fault, ${often}${all} ${when}`,
      );
    }
  }
  return [...told.values()].slice(0, MOST_TOLD);
}

/** What came at the start of a load, such as a login of each user, is over by then. */
function lastHalf({ did, untilUs }: Before): Span {
  return { fromUs: (did.measured.fromUs + untilUs) / 2, toUs: untilUs };
}

function longestIteration({ did, untilUs }: Before): number {
  const ended = did.iterations.inside(did.measured.fromUs, untilUs);
  return ended.reduce((longest, { service }) => Math.max(longest, service.maxUs), 0);
}

/** Whether it was done at several instants, and up to the end of the stretch. */
function wentOn(deeds: readonly Deed[], { fromUs, toUs }: Span): boolean {
  return doneIn(deeds).instants >= FEWEST && deeds.some((deed) => deed.toUs > toUs - (toUs - fromUs) / 2);
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
