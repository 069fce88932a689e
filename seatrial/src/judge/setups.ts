/**
 * What went wrong in a setup of a journey, of the phase or of its users: with a login that was refused, even politely, what the
 * journey did after it may not be what users do. A wait until a system is warm is none: there all that failed was asked for again
 * until it was answered.
 */
import { countedIn } from '../evidence/counted.ts';
import type { Ledger } from '../evidence/ledger.ts';
import type { Cause, EvidenceRecord, RecordOf } from '../evidence/records.ts';
import { type CoveredPhase, inSetups } from './coverage.ts';
import { ledBackToLogin } from './led-back-to-login.ts';
import { many, naming } from './wording.ts';

interface Told {
  readonly because: readonly string[];
  readonly notes: readonly string[];
  readonly records: readonly EvidenceRecord[];
}

const NOTHING: Told = { because: [], notes: [], records: [] };
const SO = 'what the journey did after it may not be what users do';
/** What a setup is answered that looks whether something is there already. */
const LOOKED: ReadonlySet<number> = new Set([404, 409, 410]);
/** The same in a `t.step`, of which nobody says what its client asked: a login that is not there is answered 404 as well. */
const LOOKED_IN_STEP: ReadonlySet<number> = new Set([409]);
/** How a system that is not warm answers. */
const COLD: ReadonlySet<Cause> = new Set(['status 5xx', 'refused', 'reset', 'timeout waiting', 'timeout connecting']);

export function doubtsOfSetups(phases: readonly CoveredPhase[], ledger: Ledger): Told {
  const told = [
    failedRequests(phases, ledger),
    failedChecks(phases, ledger),
    unnamedAnswers(phases, ledger),
    { ...ledBackToLogin(phases, SO, ledger), notes: [] },
    notAwaited(phases, ledger),
  ];
  return {
    because: told.flatMap(({ because }) => because),
    notes: told.flatMap(({ notes }) => notes),
    records: told.flatMap(({ records }) => records),
  };
}

function failedRequests(phases: readonly CoveredPhase[], ledger: Ledger): Told {
  const windows = inSetups(phases, ledger.of('window')).filter((window) => countedIn(window) !== 'iteration');
  const groups = [
    ...Map.groupBy(windows, ({ phase, journey, step, of }) => `${phase} ${journey} ${of} ${step}`).values(),
  ]
    .filter((group) => failures(group) > 0)
    .map((group) => ({ group, waited: waitedIn(group, phases, ledger) }));
  const waits = groups.flatMap(({ waited }) => waited);
  const failing = groups.flatMap(({ group, waited }) =>
    waited.length > 0 ? [] : group.filter(({ failed }) => failed > 0),
  );
  const notes =
    waits.length === 0
      ? []
      : [`the setup waited: ${many(sum(waits), 'request')} of it failed before ${stepsOf(waits)} worked`];
  const because = [...Map.groupBy(failing, countedIn)].map(
    ([kind, its]) => `${many(failures(its), kind)} of the setup failed (${stepsOf(its)}): ${SO}`,
  );
  return { because, notes, records: [...failing, ...waits] };
}

/** A step in which a request failed is told by that request. */
function failures(windows: readonly RecordOf<'window'>[]): number {
  const own = (window: RecordOf<'window'>): number => (countedIn(window) === 'step' ? (window.requestFailed ?? 0) : 0);
  return windows.reduce((count, window) => count + window.failed - own(window), 0);
}

/** What tells that all that failed was a wait of somebody for a system that was not warm; nothing where it was none. */
function waitedIn(
  group: readonly RecordOf<'window'>[],
  phases: readonly CoveredPhase[],
  ledger: Ledger,
): readonly RecordOf<'waited'>[] {
  const [first] = group as [RecordOf<'window'>];
  const isItsOwn = (one: { readonly phase: string; readonly journey: string; readonly step: string }): boolean =>
    one.phase === first.phase && one.journey === first.journey && one.step === first.step;
  if (countedIn(first) !== 'request') return [];
  const isCold = inSetups(phases, ledger.of('errors')).every((error) => !isItsOwn(error) || COLD.has(error.cause));
  const waits = inSetups(phases, ledger.of('waited')).filter(isItsOwn);
  return isCold && sum(waits) === failures(group) ? waits : [];
}

function failedChecks(phases: readonly CoveredPhase[], ledger: Ledger): Told {
  const failing = inSetups(phases, ledger.of('checks')).filter(({ fails }) => fails > 0);
  if (failing.length === 0) return NOTHING;
  const count = failing.reduce((sum, { fails }) => sum + fails, 0);
  const text = `${many(count, 'check')} of the setup failed (${naming(new Set(failing.map(({ check }) => check)))})`;
  return { because: [`${text}: ${SO}`], notes: [], records: failing };
}

/** An answer that nobody named, or a refusal that a step took for an answer. What may be a look is listed only. */
function unnamedAnswers(phases: readonly CoveredPhase[], ledger: Ledger): Told {
  const records = inSetups(phases, ledger.of('statuses'));
  const groups = Map.groupBy(records, ({ of, step, status }) => `${of} ${status} ${step}`);
  const told = [...groups.values()].map((group) => {
    const [{ of, step, status }] = group as [RecordOf<'statuses'>];
    const count = sum(group);
    if (of !== 'step') {
      const text = `${many(count, 'answer')} of '${step}' in the setup had status ${status}`;
      if (LOOKED.has(status)) return { text, isDoubt: false };
      return { text: `${text}, which the plan names neither in 'expect' nor in 'redirects': ${SO}`, isDoubt: true };
    }
    const what = status === 0 ? `${many(count, 'request')}` : `${many(count, 'answer')}`;
    const how = status === 0 ? 'had no complete answer' : `had status ${status}`;
    const text = `${what} inside the step '${step}' of the setup ${how}, and the step did not throw`;
    if (LOOKED_IN_STEP.has(status)) return { text, isDoubt: false };
    return { text: `${text}: throw an error in it, or use t.http with 'expect'; ${SO}`, isDoubt: true };
  });
  const texts = (doubts: boolean): string[] => told.flatMap(({ text, isDoubt }) => (isDoubt === doubts ? [text] : []));
  return { because: texts(true), notes: texts(false), records };
}

function notAwaited(phases: readonly CoveredPhase[], ledger: Ledger): Told {
  const records = inSetups(phases, ledger.of('floating'));
  const because = [...Map.groupBy(records, ({ step }) => step)].map(([step, group]) => {
    return `${many(sum(group), 'time')} '${step}' was still running when the setup ended: it was not awaited`;
  });
  return { because, notes: [], records };
}

function stepsOf(records: readonly { readonly step: string }[]): string {
  return naming(new Set(records.map(({ step }) => step)));
}

function sum(records: readonly { readonly count: number }[]): number {
  return records.reduce((total, { count }) => total + count, 0);
}
