/**
 * What may still be amiss once a journey worked again. That goes by all its requests together, where a rare step that stays
 * dead is hidden by the others, an answer that takes 400 times as long is a success as well, and so is one that says something
 * else (`other-answers.ts`). All of it keeps a recovery from being proven; none of it disproves it.
 */
import { countedIn } from '../../evidence/counted.ts';
import type { RecordOf } from '../../evidence/records.ts';
import { Histogram } from '../../std/histogram.ts';
import { formatUs } from '../../std/units.ts';
import type { Span } from '../measured-time.ts';
import { sum } from './completions.ts';
import type { FaultInPhase } from './fault-in-phase.ts';
import { ledElsewhere } from './led-elsewhere.ts';
import { otherAnswers } from './other-answers.ts';
import { chanceOf, failsAsBefore, NO_CHANCE } from './usual.ts';
import { vanished } from './vanished.ts';
import { calmUntil } from './worked-again.ts';

type Window = RecordOf<'window'>;

/** A stretch after the fault and what it is held against. */
interface Compared {
  readonly name: string;
  readonly after: readonly Window[];
  readonly before: readonly Window[];
}

/** Fewer times than this have no median to speak of, and no more failures may be a blip. */
const FEWEST = 5;
/** A time that is this many times the one before, and this much more, is slower by any standard. */
const SLOWER_TIMES = 10;
const SLOWER_BY_US = 50_000;
/** Where so large a share is slower, one of several that answer may be; a hiccup is not. */
const SLOW_SHARE = 0.2;
/** A smaller share than this is a tail. */
const SLOW_SHARE_LEAST = 0.05;

/** In what a journey that worked again from an instant on was not as before; empty when in nothing. */
export function notAsBefore(fault: FaultInPhase, fromUs: number): string[] {
  const { did, usual } = fault;
  const untilUs = calmUntil(fault, fromUs);
  const since = did.windows.inside(fromUs, untilUs);
  const all = { name: 'answers', after: since, before: usual.windows };
  const beside = { name: 'steps', after: did.beside.inside(fromUs, untilUs), before: usual.beside };
  const steps = [...stepsOf(all), ...stepsOf(beside)];
  const when = untilUs < fault.endUs ? 'from then until another fault came' : 'after that';
  const stretch = { fromUs, toUs: untilUs };
  const other = [...otherAnswers(fault, stretch, when), ...ledElsewhere(fault, stretch, when)];
  const gone = vanished(fault, stretch, when);
  const failing = steps.filter((step) => isDead(step, fromUs)).map((step) => deadSentence(step, when));
  const dead = [...failing, ...other, ...gone];
  if (did.noun === 'iteration') return dead; // an iteration may have thought or slept
  return [...dead, ...slowSentences(since, usual.windows, stretch, when), ...slowSteps(beside, stretch, when)];
}

/** That all answers, or those of some steps, take certainly longer than before. */
export function slowSentences(
  after: readonly Window[],
  before: readonly Window[],
  span: Span,
  when: string,
): readonly string[] {
  const all = { name: 'answers', after, before };
  const slow = slowSentence(all, span, when);
  return slow.length > 0 ? slow : slowSteps(all, span, when);
}

function slowSteps(all: Compared, span: Span, when: string): string[] {
  return stepsOf(all)
    .filter((step) => sum(step.before).count >= FEWEST)
    .flatMap((step) => slowSentence(step, span, when));
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

/**
 * It worked before, and since then never, or not half of the time, or less often than chance makes likely; or it never failed
 * before, and now a few times. A single failure is none where it failed now and then before.
 */
function isDead({ after, before }: Compared, fromUs: number): boolean {
  const begun = begunSince(after, fromUs);
  const [now, then] = [sum(after), sum(before)];
  if (now.failed === 0 || then.failed === then.count || begun.length === 0) return false;
  if (now.failed === now.count) return now.count > 1 || then.failed === 0;
  if (then.failed === 0 && sum(begun).failed > FEWEST) return true;
  if (chanceOf(now, then) < NO_CHANCE) return true;
  return now.failed > 1 && now.failed * 2 >= now.count && !failsAsBefore(now, then);
}

function deadSentence({ name, after, before }: Compared, when: string): string {
  const { count, failed } = sum(after);
  const then = sum(before);
  const [now, bad, worked, asked] = [count, failed, then.count - then.failed, then.count].map((n) =>
    n.toLocaleString('en-US'),
  );
  const what = failed < count ? `${bad} of ${now}` : count === 1 ? 'the only' : `all ${now}`;
  return `${what} ${name} ${when} failed, ${worked} of ${asked} before the fault succeeded`;
}

/** Of a stretch whose answers certainly took longer than before, or a good part of them to its end, how long they took. */
function slowSentence({ name, after, before }: Compared, span: Span, when: string): string[] {
  const since = begunSince(after, span.fromUs);
  const then = timesOf(before);
  const thenUs = then.quantile(0.5);
  const isSlower = (us: number): boolean =>
    us > SLOWER_TIMES * thenUs && us > thenUs + SLOWER_BY_US && us > then.quantile(0.99);
  const now = timesOf(since);
  if (now.count < FEWEST) return [];
  const nowUs = now.quantile(0.5);
  if (isSlower(nowUs)) {
    return [`${name} took ${formatUs(nowUs)} at the median ${when}, ${formatUs(thenUs)} before the fault`];
  }
  const late = timesOf(since.filter(({ fromUs }) => fromUs >= (span.fromUs + span.toUs) / 2));
  const lateUs = late.quantile(0.5);
  if (late.count >= FEWEST && isSlower(lateUs))
    return [
      `${name} took ${formatUs(lateUs)} at the median in the second half of the time ${when}, ${formatUs(thenUs)} before the fault`,
    ];
  const slowUs = Math.min(...[now, late].map((times) => times.quantile(1 - SLOW_SHARE)));
  if (late.count < FEWEST / SLOW_SHARE) return [];
  if (!isSlower(slowUs)) {
    const limitUs = Math.max(SLOWER_TIMES * thenUs, thenUs + SLOWER_BY_US, then.quantile(0.99));
    return someSlowSentence({ name, after: since, before }, span, limitUs, when);
  }
  const share = `a fifth of ${name}`;
  return [`${share} took ${formatUs(slowUs)} or longer ${when}, ${formatUs(thenUs)} was the median before the fault`];
}

/**
 * A smaller share that is slow, where that is no chance: more windows have a slow answer than before, in each quarter of the
 * second half of the stretch. So neither a tail, nor a hiccup, nor a slow start is told.
 */
function someSlowSentence({ name, after, before }: Compared, span: Span, limitUs: number, when: string): string[] {
  const halfUs = (span.fromUs + span.toUs) / 2;
  const late = after.filter(({ fromUs }) => fromUs >= halfUs);
  const isSlow = ({ service }: Window): boolean => service.maxUs > limitUs;
  const quarterOf = ({ fromUs }: Window): number => Math.floor((4 * (fromUs - halfUs)) / (span.toUs - halfUs));
  const share = (windows: readonly Window[]) => ({ count: windows.length, failed: windows.filter(isSlow).length });
  const [now, then] = [timesOf(late), timesOf(before)];
  const slow = now.countAbove(limitUs);
  const isThroughout = new Set(late.filter(isSlow).map(quarterOf)).size === 4;
  if (slow < Math.max(FEWEST, SLOW_SHARE_LEAST * now.count) || !isThroughout) return [];
  // By windows, because answers are slow together; by answers, because windows are longer in other phases.
  const tail = { count: then.count, failed: then.countAbove(limitUs) };
  if (chanceOf(share(late), share(before)) >= NO_CHANCE) return [];
  if (chanceOf({ count: now.count, failed: slow }, tail) >= NO_CHANCE) return [];
  const usual = `${tail.failed.toLocaleString('en-US')} of ${tail.count.toLocaleString('en-US')} before the fault`;
  const these = `${slow.toLocaleString('en-US')} of ${now.count.toLocaleString('en-US')} ${name}`;
  return [`${these} took longer than ${formatUs(limitUs)} in the second half of the time ${when}, ${usual}`];
}

/** Without those in which anything may have begun earlier: it may have failed, or waited, because of the fault. */
function begunSince(windows: readonly Window[], fromUs: number): Window[] {
  return windows.filter((window) => window.fromUs - window.service.maxUs >= fromUs);
}

/** The service times, without windows in which everything failed: a refusal is quick. */
function timesOf(windows: readonly Window[]): Histogram {
  return Histogram.merge(windows.filter(({ count, failed }) => failed < count).map(({ service }) => service));
}
