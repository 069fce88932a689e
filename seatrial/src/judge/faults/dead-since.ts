/**
 * Journeys, and steps of one, that worked before a fault and no more in a later phase, in which it was not in force: nothing of it
 * works, or most fails or hangs, takes far longer, says something else, or is never asked again. Such a phase has no instant of
 * recovery to tell: it is a doubt. Where it asked for more load than before, only what mostly fails, or says something else, is one,
 * and where for far more, only what is wholly dead.
 *
 * A stretch begins when the time for the recovery is over and ends with the phase or the next fault. It is held against what the
 * journey did before that fault was begun, while no fault was in force.
 */
import { countedIn } from '../../evidence/counted.ts';
import type { Ledger } from '../../evidence/ledger.ts';
import type { RecordOf } from '../../evidence/records.ts';
import { Histogram } from '../../std/histogram.ts';
import type { CoveredPhase } from '../coverage.ts';
import { many } from '../wording.ts';
import { slowSentences } from './as-before.ts';
import { type Stretch, timesTheLoad } from './asked-for.ts';
import { begunFaults } from './begun-faults.ts';
import { type Completions, completionsOf, type FailedShare, sum } from './completions.ts';
import { silentAtEnd } from './down-at-end.ts';
import type { Bounds } from './fault-in-phase.ts';
import { otherAnswers } from './other-answers.ts';
import type { Timeline } from './timeline.ts';
import { type Before, chanceOf, NO_CHANCE } from './usual.ts';
import { vanished } from './vanished.ts';

type Window = RecordOf<'window'>;

/** Fewer failures than this tell little; of a step, fewer that hang as well. */
const FEWEST = 5;
const FEWEST_HUNG = 3;
/** Up to `times` the load of before, a failed share of at least `share` is a doubt. */
const ALIKE = { times: 1.5, share: 0.2 };
const LARGER = { times: 3, share: 0.5 };
const MOST_TOLD = 5;

/** A fault and the phase in which its recovery was judged by itself. */
export interface Felt {
  readonly lease: { readonly lease: string };
  readonly phase: CoveredPhase;
}

interface Force {
  readonly lease: string;
  readonly kind: string;
  readonly begunUs: number;
  readonly undoneUs: number;
}

interface Did {
  readonly phase: CoveredPhase;
  readonly did: Completions;
}

/** A later stretch of a journey, and what it is held against. */
interface Later extends Did {
  readonly stretch: Stretch;
  readonly parts: readonly (Before & Stretch)[];
  readonly main: Sides;
  /** Steps where there are requests too, and iterations that failed by themselves. */
  readonly beside: Sides;
  readonly iterations: Sides;
  readonly fault: Force;
}

interface Sides {
  readonly windows: readonly Window[];
  readonly before: readonly Window[];
}

/** A sentence for whatever is amiss since a fault; `felt` are the pairs that were judged by themselves, `after` is the claim's kind. */
export function deadSince(
  phases: readonly CoveredPhase[],
  felt: readonly Felt[],
  bounds: Bounds & { readonly after: string },
  ledger: Ledger,
): readonly string[] {
  const { after, withinUs } = bounds;
  const faults = forcesOf(ledger);
  const dids = phases.flatMap((phase) => {
    const did = completionsOf(phase, ledger);
    return did === null ? [] : [{ phase, did }];
  });
  const told = dids.flatMap((one) =>
    faults.flatMap((fault) => {
      const isOwn = felt.some(({ lease, phase }) => lease.lease === fault.lease && phase.name === one.phase.name);
      const isInside = fault.begunUs >= one.did.measured.fromUs;
      if (isOwn || (isInside && fault.kind !== after)) return [];
      const later = laterOf(one, fault, faults, dids, withinUs);
      return later === null ? [] : amiss(later, bounds, ledger);
    }),
  );
  return [...new Set(told)].slice(0, MOST_TOLD);
}

function forcesOf(ledger: Ledger): Force[] {
  return begunFaults(ledger).map(({ lease, fault, atUs }) => ({
    lease,
    kind: fault,
    begunUs: ledger.of('fault-leased').find((record) => record.lease === lease)?.atUs ?? atUs,
    undoneUs: ledger.of('fault-undone').find((record) => record.lease === lease)?.atUs ?? Number.POSITIVE_INFINITY,
  }));
}

function laterOf(
  { phase, did }: Did,
  fault: Force,
  faults: readonly Force[],
  dids: readonly Did[],
  withinUs: number,
): Later | null {
  const next = faults.filter(({ begunUs, lease }) => begunUs >= fault.begunUs && lease !== fault.lease);
  const fromUs = Math.max(did.measured.fromUs, fault.undoneUs + withinUs);
  const toUs = Math.min(did.measured.toUs, ...next.map(({ begunUs }) => begunUs));
  if (fromUs >= toUs) return null;
  const parts = dids
    .filter((other) => other.phase.journey === phase.journey && other.did.measured.fromUs < fault.begunUs)
    .map((other) => calmPart(other, fault.begunUs, faults));
  const isCalm = (window: Window): boolean =>
    faults.every(({ begunUs, undoneUs }) => window.toUs <= begunUs || window.fromUs >= undoneUs);
  const sides = (of: (one: Completions) => Timeline<Window>): Sides => ({
    windows: of(did)
      .inside(fromUs, toUs)
      .filter((window) => window.fromUs - window.service.maxUs >= fault.undoneUs),
    before: parts.flatMap((part) =>
      of(part.did).inside(part.fromUs, Math.min(part.did.measured.toUs, fault.begunUs)).filter(isCalm),
    ),
  });
  const main = sides(({ windows }) => windows);
  const isTold = [did, ...parts.map((part) => part.did)].every(({ iterationsTold }) => iterationsTold);
  const none = { windows: [], before: [] };
  return {
    phase,
    did,
    stretch: { phase, fromUs, toUs },
    parts,
    main,
    beside: sides(({ beside }) => beside),
    iterations: isTold ? sides(({ iterations }) => iterations) : none,
    fault,
  };
}

/** A phase up to the first fault that was begun in it. */
function calmPart({ phase, did }: Did, untilUs: number, faults: readonly Force[]): Before & Stretch {
  const { fromUs, toUs } = did.measured;
  const first = faults.filter(({ begunUs }) => begunUs >= fromUs).map(({ begunUs }) => begunUs);
  const endUs = Math.min(toUs, untilUs, ...first);
  return { phase, did, untilUs: endUs, fromUs, toUs: endUs };
}

function amiss(later: Later, bounds: Bounds, ledger: Ledger): readonly string[] {
  const { phase, did, main, beside, iterations, parts, stretch } = later;
  const noun = parts[0]?.did.noun;
  if (noun === undefined || main.before.length === 0) return [];
  // Where no request ended there are iterations at most, and these are nothing to compare.
  const windows = did.noun === noun ? main.windows : [];
  // Reading back does not do what the journey does.
  const times = phase.action === 'load' ? timesTheLoad(stretch, parts, ledger) : Number.POSITIVE_INFINITY;
  const isAlike = times <= ALIKE.times;
  const share = [ALIKE, LARGER].find((one) => times <= one.times)?.share ?? 1;
  const whose = `of '${phase.subject}' in '${phase.name}'`;
  const since = (list: readonly Window[], hung: number, what: (count: number) => string): Since => {
    const { count, failed } = sum(list);
    return { what: (n) => `${what(n)} ${whose}`, count: count + hung, failed: failed + hung, hung };
  };
  const whole = since(windows, hungIn(later, main.before, null, bounds.withinUs), (n) => many(n, noun));
  const dead = sentencesOf(whole, sum(main.before), whole.hung > 0 ? 1 : FEWEST, share);
  if (dead.length > 0) return dead;
  const steps = [{ ...main, windows }, beside].flatMap((sides) => {
    const now = Map.groupBy(sides.windows, keyOf);
    return [...Map.groupBy(sides.before, keyOf)].flatMap(([key, its]) => {
      const step = its[0]?.step ?? '';
      const hung = hungIn(later, sides.before, step, bounds.withinUs);
      const one = since(now.get(key) ?? [], hung, (n) => `${n.toLocaleString('en-US')} '${step}'`);
      return sentencesOf(one, sum(its), one.hung > 0 ? FEWEST_HUNG : FEWEST, share);
    });
  });
  const thrown = since(iterations.windows, 0, (n) => many(n, 'iteration'));
  const where = `in '${phase.name}'`;
  const statuses = parts.flatMap((part) => part.did.statuses.inside(part.fromUs, part.untilUs));
  return [
    ...steps,
    ...sentencesOf(thrown, sum(iterations.before), FEWEST, share),
    ...otherAnswers({ did, usual: { statuses, windows: main.before } }, stretch, where),
    ...(isAlike ? silentSince(later, bounds) : []),
    ...(isAlike ? vanished({ did, usual: { parts } }, stretch, where) : []),
    ...(isAlike && noun !== 'iteration' ? slowSentences(windows, main.before, stretch, where) : []),
  ];
}

/** That it worked at first in the later phase, and nothing, or nothing of one step, was answered when its load ended. */
function silentSince({ phase, did, stretch, main: { before } }: Later, bounds: Bounds): string[] {
  const { fromUs, toUs } = stretch;
  if (toUs < did.measured.toUs) return [];
  const answered = new Set(before.filter(({ count, failed }) => failed < count).map(({ step }) => step));
  const longestServiceUs = before.reduce((longest, { service }) => Math.max(longest, service.maxUs), 0);
  const usual = { windows: before, answered, timed: answered, longestServiceUs };
  const span = { begunUs: fromUs, undoneUs: fromUs, endUs: toUs, disturbedUs: Number.POSITIVE_INFINITY };
  const sentence = silentAtEnd({ did, usual, ...span }, bounds);
  return sentence === null ? [] : [`in '${phase.name}', ${sentence}`];
}

/** What became of a journey or a step in a later stretch; `failed` counts what hung as well. */
interface Since extends FailedShare {
  readonly hung: number;
  readonly what: (count: number) => string;
}

/** One sentence where it worked before, and now nothing does, or so large a share fails; none otherwise. */
function sentencesOf(
  { what, count, failed, hung }: Since,
  before: FailedShare,
  fewest: number,
  share: number,
): string[] {
  const worked = before.count - before.failed;
  if (worked * 2 <= before.count || failed < fewest) return [];
  const isMany = failed >= FEWEST && failed >= share * count && chanceOf({ count, failed }, before) < NO_CHANCE;
  if (failed < count && !isMany) return [];
  const which = failed === count ? `all ${what(count)}` : `${failed.toLocaleString('en-US')} of ${what(count)}`;
  const how = hung === 0 ? 'failed' : hung === failed ? 'were never answered' : 'failed or were never answered';
  const [good, all] = [worked, before.count].map((number) => number.toLocaleString('en-US'));
  return [`${which} ${how}, ${good} of ${all} before the fault did not`];
}

/**
 * How many were under way when the phase was ended, had begun after the fault, and had waited for longer than it is allowed and
 * than twice the longest of before. A step that was never answered before the fault may simply be slow, so it is not counted.
 */
function hungIn(
  { did, stretch, fault }: Later,
  before: readonly Window[],
  step: string | null,
  withinUs: number,
): number {
  if (stretch.toUs < did.measured.toUs) return 0;
  const sinceUs = did.measured.toUs - fault.undoneUs;
  const its = did.unfinished.filter(
    (record) => (step === null || record.step === step) && countedIn(record) !== 'iteration',
  );
  return its.reduce((total, { step: name, count, waits, longestUs }) => {
    const answered = before.filter((window) => window.step === name && window.failed < window.count);
    if (answered.length === 0) return total;
    const longUs = Math.max(withinUs, 2 * Math.max(...answered.map(({ service }) => service.maxUs)));
    if (waits === undefined) return total + (longestUs > longUs && longestUs <= sinceUs ? count : 0);
    const all = Histogram.merge([waits]);
    return total + Math.max(0, all.countAbove(longUs) - all.countAbove(Math.max(longUs, sinceUs)));
  }, 0);
}

function keyOf(window: Window): string {
  return `${countedIn(window)} ${window.step}`;
}
