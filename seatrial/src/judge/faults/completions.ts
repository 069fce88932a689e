/**
 * What a journey did in one phase, as recovery is judged by it: its requests (its steps where it made none, its iterations
 * where it has neither), and beside them its steps and the iterations that failed although none of their requests did (a check, an
 * exception). How much load there was to answer is told by the arrivals: iterations due where a schedule sets the pace,
 * users and time where users do.
 */
import { countedIn } from '../../evidence/counted.ts';
import type { Ledger } from '../../evidence/ledger.ts';
import type { Counted, RecordOf } from '../../evidence/records.ts';
import { mostBusy } from '../busy-users.ts';
import { type CoveredPhase, within } from '../coverage.ts';
import { measuredTime, type Span } from '../measured-time.ts';
import { Timeline } from './timeline.ts';

type Window = RecordOf<'window'>;

/** Of so many completions, so many failed. */
export interface FailedShare {
  readonly count: number;
  readonly failed: number;
}

/** A step, a check or a measure of a journey's own, and how often there was one between two instants. */
export interface Deed extends Span {
  /** With its verb: `the check 'read' was made`. */
  readonly what: string;
  readonly count: number;
}

export interface Completions {
  readonly noun: 'request' | 'step' | 'iteration';
  readonly measured: Span;
  /** From when on nothing more was started; null in journals that do not tell. */
  readonly loadEndUs: number | null;
  readonly windows: Timeline<Window>;
  /** The journey's `t.step` blocks where it made requests too; `failed` are those without a failed request. */
  readonly beside: Timeline<Window>;
  /** All of these by step, beside checks and own measures. */
  readonly deeds: Timeline<Deed>;
  /** Why those failed that did. */
  readonly errors: Timeline<RecordOf<'errors'>>;
  /** Answers that counted as successes with a status that nobody had named. */
  readonly statuses: Timeline<RecordOf<'statuses'>>;
  /** Where redirects led. */
  readonly redirected: Timeline<RecordOf<'redirected'>>;
  /** Iterations; `failed` are those without a failed request. None where iterations are all there is. */
  readonly iterations: Timeline<Window>;
  /** Whether it is known which of them had a failed request; journals of version 0.1 do not tell. */
  readonly iterationsTold: boolean;
  /** Requests that were still waited for when the phase was ended. */
  readonly unfinished: readonly RecordOf<'unfinished'>[];
  /** The most users that were busy at one time; 0 where the journal does not tell. */
  readonly users: number;
  /** How much there was to answer between two instants; of no unit but comparable within the phase. */
  asked(fromUs: number, toUs: number): number;
}

/** Null when nothing was measured. */
export function completionsOf(phase: CoveredPhase, ledger: Ledger): Completions | null {
  const measured = measuredTime(phase, ledger);
  if (measured === null) return null;
  const all = Map.groupBy(within([phase], ledger.of('window')), countedIn);
  const iterations = all.get('iteration') ?? [];
  const [noun, windows] = mainOf(all);
  const beside = noun === 'request' ? (all.get('step') ?? []).map(withOwnFailures) : [];
  const ends = within([phase], ledger.of('load-span')).map(({ toUs }) => toUs);
  const counted = new Set(windows.map(countedIn));
  const errors = within([phase], ledger.of('errors')).filter((error) => counted.has(countedIn(error)));
  const arrivals = within([phase], ledger.of('arrivals'));
  return {
    noun,
    measured,
    loadEndUs: ends.length === 0 ? null : Math.max(...ends),
    windows: new Timeline(windows),
    beside: new Timeline(beside),
    deeds: new Timeline([...[...windows, ...beside].map(asked), ...ownDeeds(phase, ledger)]),
    errors: new Timeline(errors),
    statuses: new Timeline(within([phase], ledger.of('statuses'))),
    redirected: new Timeline(within([phase], ledger.of('redirected'))),
    iterations: new Timeline(noun === 'iteration' ? [] : iterations.map(withOwnFailures)),
    iterationsTold: iterations.every(({ requestFailed }) => requestFailed !== undefined),
    unfinished: within([phase], ledger.of('unfinished')),
    users: mostBusy(arrivals),
    asked: askedIn(arrivals),
  };
}

export function sum(windows: readonly FailedShare[]): FailedShare {
  let [count, failed] = [0, 0];
  for (const window of windows) {
    count += window.count;
    failed += window.failed;
  }
  return { count, failed };
}

/** What is in these windows of a journey: messages where they are nothing else. */
export function nounOf(noun: string, windows: readonly Pick<Window, 'of'>[]): string {
  return windows.length > 0 && windows.every(({ of }) => of === 'message') ? 'message' : noun;
}

/** How many failed by each cause; those that no record says the cause of are `unsaid`. */
export function byCause(
  windows: readonly Window[],
  errors: readonly RecordOf<'errors'>[],
): ReadonlyMap<string, number> {
  const causes = new Map<string, number>();
  for (const { cause, count } of errors) causes.set(cause, (causes.get(cause) ?? 0) + count);
  const said = errors.reduce((total, { count }) => total + count, 0);
  return causes.set('unsaid', Math.max(0, sum(windows).failed - said));
}

function mainOf(all: ReadonlyMap<Counted, readonly Window[]>): [Completions['noun'], readonly Window[]] {
  const requests = [...(all.get('request') ?? []), ...(all.get('message') ?? [])];
  if (requests.length > 0) return ['request', requests];
  const steps = all.get('step') ?? [];
  return steps.length > 0 ? ['step', steps] : ['iteration', all.get('iteration') ?? []];
}

function withOwnFailures(window: Window): Window {
  return { ...window, failed: Math.max(0, window.failed - (window.requestFailed ?? 0)) };
}

function asked({ of, step, count, fromUs, toUs }: Window): Deed {
  return { what: of === 'step' ? `the step '${step}' was done` : `'${step}' was asked`, count, fromUs, toUs };
}

/** A counter or a level may well be of failures only, and is left out. */
function ownDeeds(phase: CoveredPhase, ledger: Ledger): Deed[] {
  const checks = within([phase], ledger.of('checks')).map(({ check, passes, fails, fromUs, toUs }) => {
    return { what: `the check '${check}' was made`, count: passes + fails, fromUs, toUs };
  });
  const measures = within([phase], ledger.of('metric')).flatMap((one) => {
    const { metric, type, fromUs, toUs } = one;
    const count = type === 'rate' ? one.passes + one.fails : type === 'trend' ? one.values.count : 0;
    return count === 0 ? [] : [{ what: `'${metric}' was measured`, count, fromUs, toUs }];
  });
  return [...checks, ...measures];
}

function askedIn(arrivals: readonly RecordOf<'arrivals'>[]): Completions['asked'] {
  if (arrivals.length === 0) return (fromUs, toUs) => toUs - fromUs;
  const timeline = new Timeline(arrivals);
  return (fromUs, toUs) =>
    timeline.touching(fromUs, toUs).reduce((total, { due, users, ...span }) => {
      const shared = Math.min(toUs, span.toUs) - Math.max(fromUs, span.fromUs);
      return total + (due === null ? users * shared : (due * shared) / (span.toUs - span.fromUs));
    }, 0);
}
