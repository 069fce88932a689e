/**
 * Whether the load generator kept up in a phase, so that figures are about the system and not about us: every way to fall
 * behind, each a sentence with its figure. Pure; what becomes of a claim then is its judge's business.
 */
import type { Ledger } from '../../evidence/ledger.ts';
import type { EvidenceRecord, RecordOf } from '../../evidence/records.ts';
import type { GeneratorClaim } from '../../plan/claims/claim.ts';
import { aggregatedUs } from '../../std/aggregated.ts';
import { Histogram } from '../../std/histogram.ts';
import { keeps, parseThreshold, type Threshold } from '../../std/threshold.ts';
import { formatRatio, formatUs } from '../../std/units.ts';
import type { CoveredPhase } from '../coverage.ts';
import { aggregationText } from '../measured.ts';
import { outOf } from '../wording.ts';
import { neverSent } from './own-failures.ts';

/** How late iterations may start (started - due) unless the plan says: more would show in a p(99) of tens of ms. */
export const LAG = 'p(99)<=20ms';
/** How many arrivals may find nobody free to start them unless the plan says. */
export const DROPPED = 'rate<=1%';
/** An event loop that is blocked for longer reads answers late. */
export const LOOP_DELAY_P99_LIMIT_US = 50_000;
/** Up to this share of a phase's windows, and always one, may exceed the limit of loop delay. */
export const STALLED_SHARE_LIMIT = 0.2;
/** Share of one core above which the generator has nothing in reserve; unhealthy when it is so in most windows. */
export const CPU_LIMIT = 0.95;
/**
 * Of the time in which a thread of load had something to do, the share it waited for a processor: above this, in most
 * records, others had the machine. A load without pauses waits for the system under test as well, so half is ordinary.
 */
export const WAIT_LIMIT = 0.75;
/** A thread that waited for less than this share of a record had too little to do to tell from. */
const LEAST_WAIT = 0.1;
/** A record shorter than this, such as the last of a phase, is no sample of how busy a thread was. */
const LEAST_RECORD_US = 500_000;
/** First connections and first imports are no time of the system's, and no sign of a load that is too much. */
export const WARM_UP_US = 1_000_000;
/** A phase that is shorter has no warm-up that could be left out. */
const WARM_UP_FROM_US = 3_000_000;
/** So many arrivals may be late in any case: 1 % of 150 is one arrival, and one is chance. */
export const LATE_ARRIVALS = 2;
/** Share of descriptors, or of local ports, from which on there may be none left at the next instant. */
export const ROOM_LIMIT = 0.9;

/** A reason not to trust the figures, in a sentence. */
export interface Trouble {
  readonly text: string;
  /** It can only have made times look longer than they were, so an upper bound that was kept is kept all the same. */
  readonly onlySlows: boolean;
}

export interface GeneratorHealth {
  /** None means healthy. */
  readonly troubles: readonly Trouble[];
  readonly records: readonly EvidenceRecord[];
}

/** What a plan may declare. */
export interface Limits {
  readonly lag: Threshold;
  readonly dropped: Threshold;
  /**
   * Leaves out the warm-up, and so many late arrivals as are chance. Only for the claim about the generator itself: a late
   * second of ours may well be what broke a bound of the system's.
   */
  readonly lenient?: true;
}

/** The health of the generator in each of these phases; one without records of it is in trouble too. */
export function generatorHealth(phases: readonly CoveredPhase[], ledger: Ledger): GeneratorHealth {
  const limits = limitsOf({});
  if (typeof limits === 'string') throw new Error(limits);
  return healthWithin(limits, phases, ledger);
}

/** The limits in numbers; a sentence where one cannot be read. */
export function limitsOf({ lag = LAG, dropped = DROPPED }: Pick<GeneratorClaim, 'lag' | 'dropped'>): Limits | string {
  const late = parseThreshold(lag, 'trend');
  const lost = parseThreshold(dropped, 'rate');
  if (!late.ok) return `the limit of lag cannot be read: ${late.problem}; ${late.hint}`;
  if (!lost.ok) return `the limit of dropped arrivals cannot be read: ${lost.problem}; ${lost.hint}`;
  return { lag: late.threshold, dropped: lost.threshold };
}

export function healthWithin(limits: Limits, phases: readonly CoveredPhase[], ledger: Ledger): GeneratorHealth {
  const parts = phases.map((phase) => healthIn(phase, limits, ledger));
  return {
    troubles: parts.flatMap((part) => part.troubles),
    records: parts.flatMap((part) => part.records),
  };
}

function healthIn(phase: CoveredPhase, limits: Limits, ledger: Ledger): GeneratorHealth {
  const inPhase = (record: { phase: string }): boolean => record.phase === phase.name;
  const windows = ledger.of('generator').filter(inPhase);
  const arrivals = ledger.of('arrivals').filter(inPhase);
  const room = roomIn(phase, ledger);
  const own = neverSent(ledger.of('errors').filter(inPhase));
  const records = [...windows, ...arrivals, ...room, ...own.records];
  if (windows.length === 0) {
    const text = `the load generator left no record of itself in phase '${phase.name}'`;
    return { troubles: [{ text, onlySlows: false }], records };
  }
  const warm = limits.lenient ? afterWarmUp(windows) : windows;
  const slow = [...lateness(warm, limits), ...stalls(warm), ...waiting(warm)];
  const short = [...exhaustion(windows), ...drops(arrivals, limits.dropped), ...own.because, ...shortness(room)];
  const trouble = (text: string, onlySlows: boolean): Trouble => ({
    text: `generator in phase '${phase.name}': ${text}`,
    onlySlows,
  });
  return {
    troubles: [...slow.map((text) => trouble(text, true)), ...short.map((text) => trouble(text, false))],
    records,
  };
}

/** The records of a phase without its first second, where enough is left; a record may be longer than a second. */
export function afterWarmUp(windows: readonly RecordOf<'generator'>[]): readonly RecordOf<'generator'>[] {
  const fromUs = Math.min(...windows.map((window) => window.fromUs));
  const toUs = Math.max(...windows.map((window) => window.toUs));
  if (toUs - fromUs < WARM_UP_FROM_US) return windows;
  return windows.filter((window) => window.toUs > fromUs + 1.5 * WARM_UP_US);
}

/** That our threads waited for a processor in most of a phase: then the whole machine was busy, the system's processes as well. */
export function busyMachine(phases: readonly CoveredPhase[], ledger: Ledger): string[] {
  return phases.flatMap(({ name }) => {
    const [text] = waiting(ledger.of('generator').filter((record) => record.phase === name));
    return text === undefined ? [] : [`generator in phase '${name}': ${text}`];
  });
}

function lateness(windows: readonly RecordOf<'generator'>[], { lag: limit, lenient }: Limits): string[] {
  const lag = Histogram.merge(windows.map((window) => window.lag));
  const lagUs = aggregatedUs(lag, limit);
  if (lag.count === 0 || keeps(lagUs / 1000, limit)) return [];
  const late = lag.countAbove(limit.bound * 1000);
  if (lenient && late <= LATE_ARRIVALS) return [];
  return [
    `it started iterations late (${aggregationText(limit)} ${formatUs(lagUs)}): ${outOf(late, lag.count, 'arrival')} later than ${formatUs(limit.bound * 1000)}`,
  ];
}

function stalls(windows: readonly RecordOf<'generator'>[]): string[] {
  const stalled = windows.filter((window) => window.loopDelayP99Us > LOOP_DELAY_P99_LIMIT_US).length;
  if (stalled <= 1 || stalled <= STALLED_SHARE_LIMIT * windows.length) return [];
  return [`its event loop was blocked (p(99) up to ${formatUs(highest(windows, 'loopDelayP99Us'))})`];
}

/** What a share of waiting for a processor is of. */
export const BUSY_TIME = 'the time in which it had something to do';

/** Of that time, the share waited for a processor: one figure for each record that is long enough and tells of it. */
export function waitShares(windows: readonly RecordOf<'generator'>[]): number[] {
  return windows
    .filter(({ fromUs, toUs, cpuWait }) => toUs - fromUs >= LEAST_RECORD_US && typeof cpuWait === 'number')
    .map(({ cpu, cpuWait }) => ((cpuWait ?? 0) < LEAST_WAIT ? 0 : (cpuWait ?? 0) / ((cpuWait ?? 0) + cpu)));
}

/** Waiting for a processor looks like idling: neither lag nor the loop's delay shows it where users set the pace. */
function waiting(windows: readonly RecordOf<'generator'>[]): string[] {
  const shares = waitShares(windows);
  const starved = shares.filter((share) => share > WAIT_LIMIT);
  if (starved.length <= shares.length / 2) return [];
  const most = Math.max(...starved);
  return [`it waited for a processor in up to ${formatRatio(most)} of ${BUSY_TIME}`];
}

function exhaustion(windows: readonly RecordOf<'generator'>[]): string[] {
  if (windows.filter((window) => window.cpu > CPU_LIMIT).length <= windows.length / 2) return [];
  return [`it was out of CPU (up to ${formatRatio(highest(windows, 'cpu'))} of a core)`];
}

function drops(arrivals: readonly RecordOf<'arrivals'>[], limit: Threshold): string[] {
  const { due, dropped } = arrivalTotals(arrivals);
  if (due === 0 || keeps(limit.aggregation === 'count' ? dropped : dropped / due, limit)) return [];
  return [`${outOf(dropped, due, 'arrival')} could not start, because no user was free`];
}

/** What was nearly used up, at its worst. */
function shortness(room: readonly RecordOf<'generator-room'>[]): string[] {
  const worst = (what: 'descriptors' | 'ports', limit: 'descriptorLimit' | 'portLimit', words: string): string[] => {
    const [most] = room
      .flatMap((record) => ({ used: record[what] ?? 0, of: record[limit] ?? Number.POSITIVE_INFINITY }))
      .toSorted((a, b) => b.used / b.of - a.used / a.of);
    if (!most || most.used < ROOM_LIMIT * most.of) return [];
    return [`it used ${outOf(most.used, most.of, words)}`];
  };
  return [...worst('descriptors', 'descriptorLimit', 'file descriptor'), ...worst('ports', 'portLimit', 'local port')];
}

/** Descriptors and ports belong to the process and not to a phase: those seen while the phase ran. */
export function roomIn({ records, endedUs }: CoveredPhase, ledger: Ledger): RecordOf<'generator-room'>[] {
  const startUs = records[0]?.atUs ?? 0;
  return ledger.of('generator-room').filter(({ atUs }) => atUs >= startUs && atUs <= endedUs);
}

/**
 * How much of a response time may have been our own: how late iterations started and how late answers were read, as
 * the 99th percentiles (the maxima for figures that are about fewer than one in a hundred), of the worst phase. One record a
 * phase may be a hiccup. An upper bound that was broken by less than this is not held against a system.
 */
export function ownDelayUs(
  { percentile, aggregation }: Threshold,
  phases: readonly CoveredPhase[],
  ledger: Ledger,
): number {
  const extreme = aggregation === 'max' || (percentile ?? 0) > 99;
  const delays = phases.map(({ name }) => {
    const windows = ledger.of('generator').filter((record) => record.phase === name);
    const lag = Histogram.merge(windows.map((window) => window.lag));
    const lateUs = lag.count === 0 ? 0 : extreme ? lag.maxUs : lag.quantile(0.99);
    const loops = windows.map((window) => (extreme ? window.loopDelayMaxUs : window.loopDelayP99Us));
    const [worst = 0, next = worst] = loops.toSorted((a, b) => b - a);
    return lateUs + (extreme ? worst : next);
  });
  return Math.max(0, ...delays);
}

export function arrivalTotals(arrivals: readonly RecordOf<'arrivals'>[]): { due: number; dropped: number } {
  return {
    due: arrivals.reduce((sum, record) => sum + (record.due ?? 0), 0),
    dropped: arrivals.reduce((sum, record) => sum + record.dropped, 0),
  };
}

function highest(windows: readonly RecordOf<'generator'>[], field: 'loopDelayP99Us' | 'cpu'): number {
  return windows.reduce((most, window) => Math.max(most, window[field] ?? 0), 0);
}
