/**
 * The evidence laid out for tables and charts: windows merged by phase, by step and along time. This is the only place
 * where a report adds anything up, and only to draw it: verdicts and their numbers come from findings alone.
 *
 * What stands for a journey's requests where it makes none is `evidence/counted.ts`'s rule, and the time its rates are over
 * is `judge/load-time.ts`'s, so that a table and a claim give one figure.
 */
import { countedIn, mainWindows, WHOLE_JOURNEY } from '../../evidence/counted.ts';
import { kindOfError } from '../../evidence/error-kinds.ts';
import type { Ledger } from '../../evidence/ledger.ts';
import { journeyOf } from '../../evidence/records/phase.ts';
import type { PhaseKind, RecordOf } from '../../evidence/records.ts';
import { loadTime } from '../../judge/load-time.ts';
import { unfinishedIn, unfinishedTexts } from '../../judge/unfinished.ts';
import { Histogram } from '../../std/histogram.ts';
import { type TagTexts, tagLabel } from '../../std/tags.ts';

type WindowRecord = RecordOf<'window'>;

interface Sum {
  readonly count: number;
  readonly failed: number;
  /** Successes a second, over the time of the load. */
  readonly rateRps: number;
  readonly bytesSent: number;
  readonly bytesReceived: number;
  readonly response: Histogram;
  readonly service: Histogram;
}

export interface TaggedSum extends Sum {
  readonly tags: TagTexts | 'too many';
}

export interface StepSum extends Sum {
  readonly step: string;
  /** Those of its requests that have tags, by set of tags, most frequent first. */
  readonly tagged: readonly TaggedSum[];
}

export interface PhaseSum {
  readonly name: string;
  readonly action: PhaseKind;
  readonly subject: string;
  readonly described: string;
  readonly fromUs: number;
  readonly toUs: number;
  /** `unfinished`: the journal ends before the phase does. */
  readonly outcome: 'complete' | 'interrupted' | 'failed' | 'unfinished';
  readonly because: string | null;
  /** Every request together; null when none was recorded. */
  readonly requests: StepSum | null;
  /** Each step in the order it first appeared, `iteration` last. */
  readonly steps: readonly StepSum[];
  /** Iterations a schedule asked for; null where users set the pace. */
  readonly due: number | null;
  readonly dropped: number;
  /** What was never answered, a sentence for each kind. */
  readonly unanswered: readonly string[];
  readonly maxUsers: number;
}

/** One stretch of the trial: how many requests ended in it and how long they took. */
export interface Point {
  readonly fromUs: number;
  readonly toUs: number;
  readonly count: number;
  readonly failed: number;
  readonly rateRps: number;
  readonly p50Us: number;
  readonly p95Us: number;
  readonly p99Us: number;
}

export interface ErrorSum {
  readonly phase: string;
  readonly step: string;
  readonly cause: string;
  readonly count: number;
  readonly example: string;
}

/** Every phase that was started, in order. */
export function phasesOf(ledger: Ledger): PhaseSum[] {
  const starts = ledger.of('phase-started');
  return starts.map((start, index) => {
    const end = ledger.of('phase-ended').find((record) => record.phase === start.phase);
    const journey = journeyOf(start);
    const own = (record: { phase: string; journey: string }): boolean =>
      record.phase === start.phase && record.journey === journey;
    const windows = ledger.of('window').filter(own);
    const arrivals = ledger.of('arrivals').filter(own);
    const toUs = end?.atUs ?? starts[index + 1]?.atUs ?? lastInstant(ledger);
    const load = loadTime({ name: start.phase, journey }, ledger);
    const seconds = load === null ? 0 : (load.toUs - load.fromUs) / 1e6;
    const steps = byLabel(windows);
    const requests = mainWindows(windows);
    return {
      name: start.phase,
      action: start.action,
      subject: start.subject,
      described: start.described,
      fromUs: start.atUs,
      toUs,
      outcome: end?.outcome ?? 'unfinished',
      because: end?.because ?? null,
      requests: requests.length === 0 ? null : sumOf('all requests', requests, seconds),
      steps: [...steps]
        .toSorted(([a], [b]) => Number(a === WHOLE_JOURNEY) - Number(b === WHOLE_JOURNEY))
        .map(([label, own]) => sumOf(label, own, seconds)),
      due: dueOf(arrivals),
      dropped: total(arrivals.map((record) => record.dropped)),
      unanswered: unfinishedTexts(unfinishedIn([{ name: start.phase, journey }], null, ledger)),
      maxUsers: total(mostUsers(arrivals)),
    };
  });
}

/** By the name of their step; with what it is where things of another kind have that name too. */
function byLabel(windows: readonly RecordOf<'window'>[]): Map<string, RecordOf<'window'>[]> {
  const kinds = Map.groupBy(windows, ({ step }) => step);
  const shared = new Set([...kinds].flatMap(([step, own]) => (new Set(own.map(countedIn)).size > 1 ? [step] : [])));
  return Map.groupBy(windows, (record) => {
    const kind = countedIn(record);
    return shared.has(record.step) && kind !== 'iteration' ? `${record.step} (${kind})` : record.step;
  });
}

function dueOf(arrivals: readonly RecordOf<'arrivals'>[]): number | null {
  const counts = arrivals.flatMap(({ due }) => due ?? []);
  return counts.length === 0 ? null : total(counts);
}

/** The most users that each thread of load had busy at once. */
function mostUsers(arrivals: readonly RecordOf<'arrivals'>[]): number[] {
  const byThread = Map.groupBy(arrivals, (record) => record.worker);
  return [...byThread.values()].map((records) => records.reduce((most, record) => Math.max(most, record.users), 0));
}

/** A row of a phase's table. */
export interface Row {
  readonly name: string;
  readonly of: 'step' | 'tags' | 'total';
  readonly sum: Sum;
}

/** Its requests, each by tags where it has some (at most `mostTags` sets), their total where there are several, then whole iterations. */
export function rowsOf(phase: PhaseSum, mostTags = Number.POSITIVE_INFINITY): Row[] {
  const row = (sum: StepSum): Row => ({ name: sum.step, of: sum === phase.requests ? 'total' : 'step', sum });
  const requests = phase.steps.filter(({ step }) => step !== WHOLE_JOURNEY);
  const iterations = phase.steps.filter(({ step }) => step === WHOLE_JOURNEY);
  const tagged = requests.flatMap((step) => [
    row(step),
    ...step.tagged.slice(0, mostTags).map((sum): Row => ({ name: nameOf(sum.tags), of: 'tags', sum })),
  ]);
  const all = phase.requests && requests.length > 1 ? [row(phase.requests)] : [];
  return [...tagged, ...all, ...iterations.map(row)];
}

function nameOf(tags: TaggedSum['tags']): string {
  return tags === 'too many' ? 'further sets of tags' : tagLabel(tags);
}

/**
 * Requests along time, at most about `maxPoints` of them. Windows that overlap or lie closer than the resolution are
 * merged, histograms and all, so no slow request and no failure is sampled away.
 */
export function timelineOf(ledger: Ledger, maxPoints = 600): Point[] {
  const windows = requestsOf(ledger.of('window')).toSorted((a, b) => a.fromUs - b.fromUs || a.toUs - b.toUs);
  const resolutionUs = lastInstant(ledger) / maxPoints;
  const groups: { fromUs: number; toUs: number; windows: WindowRecord[] }[] = [];
  for (const window of windows) {
    const last = groups.at(-1);
    if (last && (window.fromUs + window.toUs) / 2 < Math.max(last.toUs, last.fromUs + resolutionUs)) {
      last.windows.push(window);
      last.toUs = Math.max(last.toUs, window.toUs);
    } else groups.push({ fromUs: window.fromUs, toUs: window.toUs, windows: [window] });
  }
  return groups.map(({ fromUs, toUs, windows }) => {
    const sum = added(windows, (toUs - fromUs) / 1e6);
    const [p50Us = 0, p95Us = 0, p99Us = 0] = [0.5, 0.95, 0.99].map((q) => sum.response.quantile(q));
    const rateRps = toUs > fromUs ? (sum.count * 1e6) / (toUs - fromUs) : 0;
    return { fromUs, toUs, count: sum.count, failed: sum.failed, rateRps, p50Us, p95Us, p99Us };
  });
}

/** What failed and why, by step and by what it said of itself, most frequent first. */
export function errorsOf(ledger: Ledger): ErrorSum[] {
  const groups = Map.groupBy(ledger.of('errors'), (error) =>
    JSON.stringify([error.phase, error.step, error.cause, kindOfError(error)]),
  );
  return [...groups.values()]
    .flatMap(([first, ...rest]) => {
      if (!first) return [];
      const count = first.count + total(rest.map((record) => record.count));
      return [{ phase: first.phase, step: first.step, cause: first.cause, count, example: first.example }];
    })
    .toSorted((a, b) => b.count - a.count);
}

/** The instant of the last fact. */
export function lastInstant(ledger: Ledger): number {
  return ledger.records.lastUs;
}

/** Of every journey in every phase, what its figures are about. */
function requestsOf(windows: readonly WindowRecord[]): WindowRecord[] {
  return [...Map.groupBy(windows, journeyIn).values()].flatMap(mainWindows);
}

function journeyIn(record: WindowRecord): string {
  return JSON.stringify([record.phase, record.journey]);
}

function sumOf(step: string, windows: readonly WindowRecord[], seconds: number): StepSum {
  const sets = Map.groupBy(windows, ({ tags }) => JSON.stringify(tags));
  const tagged = [...sets.values()].flatMap((group): TaggedSum[] => {
    const tags = group[0]?.tags;
    return tags === undefined ? [] : [{ tags, ...added(group, seconds) }];
  });
  return { step, ...added(windows, seconds), tagged: tagged.toSorted((a, b) => b.count - a.count) };
}

function added(windows: readonly WindowRecord[], seconds: number): Sum {
  const count = total(windows.map((record) => record.count));
  const failed = total(windows.map((record) => record.failed));
  return {
    count,
    failed,
    rateRps: seconds > 0 ? (count - failed) / seconds : 0,
    bytesSent: total(windows.map((record) => record.bytesSent)),
    bytesReceived: total(windows.map((record) => record.bytesReceived)),
    response: Histogram.merge(windows.map((record) => record.response)),
    service: Histogram.merge(windows.map((record) => record.service)),
  };
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
