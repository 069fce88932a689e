/**
 * What may still be amiss once a journey worked again. That goes by all its requests together, where a rare step that stays
 * dead is hidden by the others, and an answer that takes 400 times as long is a success as well. Both keep a recovery from
 * being proven; they never disprove it.
 */
import { countedIn } from '../evidence/counted.ts';
import type { RecordOf } from '../evidence/records.ts';
import { Histogram } from '../std/histogram.ts';
import { formatUs } from '../std/units.ts';
import { sum } from './completions.ts';
import type { FaultInPhase } from './fault-in-phase.ts';
import { calmUntil } from './worked-again.ts';

type Window = RecordOf<'window'>;

/** A stretch after the fault and what it is held against. */
interface Compared {
  readonly name: string;
  readonly after: readonly Window[];
  readonly before: readonly Window[];
}

/** Fewer times than this have no median to speak of. */
const FEWEST = 5;
/** A median that is so many times the one before, and so much more, is slower by any standard. */
const SLOWER_TIMES = 10;
const SLOWER_BY_US = 50_000;

/** In what a journey that worked again from an instant on was not as before; empty when in nothing. */
export function notAsBefore(fault: FaultInPhase, fromUs: number): string[] {
  const { did, usual } = fault;
  const untilUs = calmUntil(fault, fromUs);
  const since = did.windows.inside(fromUs, untilUs);
  const all = { name: 'answers', after: since, before: usual.windows };
  const steps = stepsOf(all);
  const when = untilUs < fault.endUs ? 'from then until another fault came' : 'after that';
  const dead = steps.filter((step) => isDead(step, fromUs)).map((step) => deadSentence(step, when));
  if (did.noun === 'iteration') return dead; // an iteration may have thought or slept
  const slow = slowSentence(all, fromUs, when);
  const enough = steps.filter(({ before }) => sum(before).count >= FEWEST);
  return [...dead, ...(slow.length > 0 ? slow : enough.flatMap((step) => slowSentence(step, fromUs, when)))];
}

function stepsOf({ after, before }: Compared): Compared[] {
  const keyOf = (window: Window): string => `${countedIn(window)} ${window.step}`;
  const earlier = Map.groupBy(before, keyOf);
  return [...Map.groupBy(after, keyOf)].map(([key, windows]) => ({
    name: `'${windows[0]?.step}'`,
    after: windows,
    before: earlier.get(key) ?? [],
  }));
}

/** It worked before and never since; a single failure is none where it failed now and then before. */
function isDead({ after, before }: Compared, fromUs: number): boolean {
  const [now, then] = [sum(after), sum(before)];
  if (now.failed < now.count || then.failed === then.count) return false;
  return begunSince(after, fromUs).length > 0 && (now.count > 1 || then.failed === 0);
}

function deadSentence({ name, after, before }: Compared, when: string): string {
  const { count } = sum(after);
  const then = sum(before);
  const [now, worked, asked] = [count, then.count - then.failed, then.count].map((n) => n.toLocaleString('en-US'));
  return `${count === 1 ? 'the only' : `all ${now}`} ${name} ${when} failed, ${worked} of ${asked} before the fault succeeded`;
}

/** Of a stretch whose answers certainly took longer than before, how long they took. */
function slowSentence({ name, after, before }: Compared, fromUs: number, when: string): string[] {
  const [now, then] = [timesOf(begunSince(after, fromUs)), timesOf(before)];
  const [nowUs, thenUs] = [now.quantile(0.5), then.quantile(0.5)];
  const isSlower = nowUs > SLOWER_TIMES * thenUs && nowUs > thenUs + SLOWER_BY_US && nowUs > then.quantile(0.99);
  if (now.count < FEWEST || !isSlower) return [];
  return [`${name} took ${formatUs(nowUs)} at the median ${when}, ${formatUs(thenUs)} before the fault`];
}

/** Without those in which anything may have begun earlier: it may have failed, or waited, because of the fault. */
function begunSince(windows: readonly Window[], fromUs: number): Window[] {
  return windows.filter((window) => window.fromUs - window.service.maxUs >= fromUs);
}

/** The service times, without windows in which everything failed: a refusal is quick. */
function timesOf(windows: readonly Window[]): Histogram {
  return Histogram.merge(windows.filter(({ count, failed }) => failed < count).map(({ service }) => service));
}
