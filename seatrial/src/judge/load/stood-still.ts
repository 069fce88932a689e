/**
 * Stretches in which nothing was answered while users waited, and that ended. Where users set the pace, a system that stands
 * still keeps them from asking: each of ten users has one slow answer then, beside thousands of quick ones. So such a
 * stretch weighs as much as the requests it kept from being made, as a hang does (`hangs.ts`).
 *
 * One slow answer, or a few, while others are answered are no such stretch, and neither is a pause now and then: it takes
 * three users and half of those that were busy, and a tenth of the time of the load. Nor is the first second, in which a
 * system warms up. What is shorter than a window is not seen. Where a part of the system stood still, others were answered
 * (`part-still.ts`).
 */
import { countedIn } from '../../evidence/counted.ts';
import type { Ledger } from '../../evidence/ledger.ts';
import type { RecordOf } from '../../evidence/records.ts';
import { Histogram } from '../../std/histogram.ts';
import { formatUs } from '../../std/units.ts';
import { mostBusy } from '../busy-users.ts';
import { type CoveredPhase, within } from '../coverage.ts';
import { WARM_UP_US } from '../generator/generator-health.ts';
import { loadTime } from '../load-time.ts';
import type { Span } from '../measured-time.ts';
import { many } from '../wording.ts';
import { startToStartUs } from './hangs.ts';
import { partStillIn } from './part-still.ts';

const FEWEST_WAITING = 3;
const SHARE_OF_USERS = 0.5;
const SHARE_OF_TIME = 0.1;

export interface StoodStill {
  /** How many requests above the bound these stretches stand for, beyond those that were made. */
  readonly weight: number;
  /** How long those would have waited in all: each from some instant of its stretch to the end. */
  readonly waitedUs: number;
  /** `in 3 pauses, 9.2s in all, nothing was answered while users waited`; null where there was none. */
  readonly what: string | null;
}

interface Stretch extends Span {
  readonly waiting: number;
  /** Whether others were answered meanwhile. */
  readonly isPart?: boolean;
}

/** `windows`: those that the claim is about; of each phase by itself. */
export function stoodStill(
  phases: readonly CoveredPhase[],
  windows: readonly RecordOf<'window'>[],
  boundUs: number,
  ledger: Ledger,
): StoodStill {
  let [weight, waitedUs] = [0, 0];
  const told: Stretch[] = [];
  for (const phase of phases) {
    const own = within([phase], windows);
    const whole = stretchesIn(phase, own, ledger);
    const parts = partsIn(phase, own, boundUs, ledger);
    const stretches = [...whole, ...parts.filter((part) => whole.every((one) => !overlap(one, part)))];
    const stillUs = sum(stretches, lengthOf);
    const span = loadTime(phase, ledger);
    if (span === null || stillUs < SHARE_OF_TIME * (span.toUs - span.fromUs)) continue;
    const arrivals = within([phase], ledger.of('arrivals'));
    const meanUs = startToStartUs(
      own,
      arrivals,
      sum(stretches, (one) => one.waiting * lengthOf(one)),
    );
    if (meanUs === null) continue;
    const keptIn = (one: Stretch): number => one.waiting * Math.max(0, (lengthOf(one) - boundUs) / meanUs - 1);
    const kept = sum(stretches, keptIn);
    if (kept <= 0) continue;
    weight += kept;
    waitedUs += sum(stretches, (one) => (keptIn(one) * (lengthOf(one) + boundUs)) / 2);
    told.push(...stretches);
  }
  if (told.length === 0) return { weight: 0, waitedUs: 0, what: null };
  const most = told.reduce((worst, { waiting }) => Math.max(worst, waiting), 0);
  const where = `in ${many(told.length, 'pause')}, ${formatUs(sum(told, lengthOf))} in all,`;
  const who = `up to ${many(most, 'user')} waited`;
  const what = told.some(({ isPart }) => isPart)
    ? `${who} at once, while others were answered`
    : `nothing was answered while ${who}`;
  return { weight, waitedUs, what: `${where} ${what}` };
}

function stretchesIn(phase: CoveredPhase, own: readonly RecordOf<'window'>[], ledger: Ledger): Stretch[] {
  const all = within([phase], ledger.of('window')).filter((window) => countedIn(window) !== 'iteration');
  const arrivals = within([phase], ledger.of('arrivals'));
  const stretches: Stretch[] = [];
  const warmUs = (phase.records[0]?.atUs ?? 0) + WARM_UP_US;
  let answeredUs = warmUs;
  for (const { fromUs, toUs } of all.toSorted((a, b) => a.fromUs - b.fromUs)) {
    const [beganUs, lengthUs] = [answeredUs, fromUs - answeredUs];
    answeredUs = Math.max(answeredUs, toUs);
    // A stretch is seen where it is as long as the window in which it ends: a window in which nothing ends is not written.
    if (lengthUs < (toUs - fromUs) / 2) continue;
    const ended = own.filter((window) => window.fromUs < toUs && window.toUs > fromUs);
    const waiting = Histogram.merge(ended.map(({ service }) => service)).countAbove(lengthUs);
    if (!isMany(waiting, { fromUs: beganUs, toUs: fromUs }, arrivals)) continue;
    stretches.push({ fromUs: beganUs, toUs: fromUs, waiting });
  }
  return stretches;
}

/** After the first second. */
function partsIn(phase: CoveredPhase, own: readonly RecordOf<'window'>[], boundUs: number, ledger: Ledger): Stretch[] {
  const arrivals = within([phase], ledger.of('arrivals'));
  const warmUs = (phase.records[0]?.atUs ?? 0) + WARM_UP_US;
  return partStillIn(own, boundUs, (waiting, during) => isMany(waiting, during, arrivals))
    .filter(({ fromUs }) => fromUs >= warmUs)
    .map((stretch) => ({ ...stretch, isPart: true }));
}

/** Whether so many waited that it is the system, and no slow answer. */
function isMany(waiting: number, { fromUs, toUs }: Span, arrivals: readonly RecordOf<'arrivals'>[]): boolean {
  const busy = mostBusy(arrivals.filter((record) => record.fromUs <= toUs && record.toUs >= fromUs));
  return waiting >= FEWEST_WAITING && waiting >= SHARE_OF_USERS * busy;
}

function overlap(one: Span, other: Span): boolean {
  return one.fromUs < other.toUs && one.toUs > other.fromUs;
}

function lengthOf({ fromUs, toUs }: Span): number {
  return toUs - fromUs;
}

function sum<T>(list: readonly T[], of: (one: T) => number): number {
  return list.reduce((total, one) => total + of(one), 0);
}
