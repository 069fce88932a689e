/**
 * What went wrong in a setup of a journey, of the phase or of its users: with a login that was refused, even politely, what the
 * journey did after it may not be what users do. A wait until a system is warm is none: there the last answer was a success.
 */
import { countedIn } from '../evidence/counted.ts';
import type { Ledger } from '../evidence/ledger.ts';
import type { Cause, EvidenceRecord, RecordOf } from '../evidence/records.ts';
import { type CoveredPhase, type OnePhase, within } from './coverage.ts';
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
/** How a system that is not warm answers. */
const COLD: ReadonlySet<Cause> = new Set(['status 5xx', 'refused', 'reset', 'timeout waiting', 'timeout connecting']);

/** What a setup did, of the phase or of its users, is recorded as a journey of its own. */
export function inSetups<R extends { readonly phase: string; readonly journey?: string }>(
  phases: readonly CoveredPhase[],
  records: readonly R[],
): R[] {
  return ['setup', 'user setup'].flatMap((end) => {
    const its = phases.flatMap(({ name, journey }): OnePhase[] =>
      journey === null ? [] : [{ name, journey: `${journey} ${end}` }],
    );
    return within(its, records);
  });
}

export function doubtsOfSetups(phases: readonly CoveredPhase[], ledger: Ledger): Told {
  const told = [
    failedRequests(phases, ledger),
    failedChecks(phases, ledger),
    unnamedAnswers(phases, ledger),
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
  const groups = [...Map.groupBy(windows, ({ phase, journey, step }) => `${phase} ${journey} ${step}`).values()]
    .filter((group) => total(group, 'failed') > 0)
    .map((group) => ({ group, isWait: isWait(group, phases, ledger) }));
  const waits = groups.filter(({ isWait }) => isWait).flatMap(({ group }) => group);
  const failing = groups
    .filter(({ isWait }) => !isWait)
    .flatMap(({ group }) => group.filter(({ failed }) => failed > 0));
  const notes =
    waits.length === 0
      ? []
      : [`the setup waited: ${many(total(waits, 'failed'), 'request')} of it failed before ${stepsOf(waits)} worked`];
  if (failing.length === 0) return { because: [], notes, records: waits };
  const text = `${many(total(failing, 'failed'), 'request')} of the setup failed (${stepsOf(failing)})`;
  return { because: [`${text}: ${SO}`], notes, records: [...failing, ...waits] };
}

/** Whether all that failed was a look at a system that was not warm, by GET or HEAD, and each that waited had its one success. */
function isWait(group: readonly RecordOf<'window'>[], phases: readonly CoveredPhase[], ledger: Ledger): boolean {
  const [{ phase, journey, step }] = group as [RecordOf<'window'>];
  if (!/^(?:GET|HEAD) /.test(step) || group.some((window) => countedIn(window) !== 'request')) return false;
  const causes = inSetups(phases, ledger.of('errors')).filter(
    (error) => error.phase === phase && error.journey === journey && error.step === step,
  );
  if (!causes.every(({ cause }) => COLD.has(cause))) return false;
  const succeeded = total(group, 'count') - total(group, 'failed');
  return succeeded > 0 && succeeded === (journey.endsWith(' user setup') ? usersOf(phase, phases, ledger) : 1);
}

/** The users of a phase, each of which does a setup of its own. */
function usersOf(phase: string, phases: readonly CoveredPhase[], ledger: Ledger): number {
  const arrivals = within(phases, ledger.of('arrivals')).filter((record) => record.phase === phase);
  const workers = Map.groupBy(arrivals, ({ worker }) => worker);
  return [...workers.values()].reduce((sum, its) => sum + Math.max(...its.map(({ users }) => users)), 0);
}

function failedChecks(phases: readonly CoveredPhase[], ledger: Ledger): Told {
  const failing = inSetups(phases, ledger.of('checks')).filter(({ fails }) => fails > 0);
  if (failing.length === 0) return NOTHING;
  const count = failing.reduce((sum, { fails }) => sum + fails, 0);
  const text = `${many(count, 'check')} of the setup failed (${naming(new Set(failing.map(({ check }) => check)))})`;
  return { because: [`${text}: ${SO}`], notes: [], records: failing };
}

/** A login that leads back to the login page, or a refusal that a step took for an answer. */
function unnamedAnswers(phases: readonly CoveredPhase[], ledger: Ledger): Told {
  const records = inSetups(phases, ledger.of('statuses')).filter(({ status }) => !LOOKED.has(status));
  const groups = Map.groupBy(records, ({ of, step, status }) => `${of} ${status} ${step}`);
  const because = [...groups.values()].map((group) => {
    const [{ of, step, status }] = group as [RecordOf<'statuses'>];
    const count = group.reduce((sum, record) => sum + record.count, 0);
    if (of !== 'step') {
      return `${many(count, 'answer')} of '${step}' in the setup had status ${status}, which the plan names neither in 'expect' nor in 'redirects': ${SO}`;
    }
    const what = status === 0 ? `${many(count, 'request')}` : `${many(count, 'answer')}`;
    const how = status === 0 ? 'had no complete answer' : `had status ${status}`;
    return `${what} inside the step '${step}' of the setup ${how}, and the step did not throw: ${SO}`;
  });
  return { because, notes: [], records };
}

function notAwaited(phases: readonly CoveredPhase[], ledger: Ledger): Told {
  const records = inSetups(phases, ledger.of('floating'));
  const because = [...Map.groupBy(records, ({ step }) => step)].map(([step, group]) => {
    const count = group.reduce((sum, record) => sum + record.count, 0);
    return `${many(count, 'time')} '${step}' was still running when the setup ended: it was not awaited`;
  });
  return { because, notes: [], records };
}

function stepsOf(records: readonly { readonly step: string }[]): string {
  return naming(new Set(records.map(({ step }) => step)));
}

function total(windows: readonly RecordOf<'window'>[], what: 'count' | 'failed'): number {
  return windows.reduce((sum, window) => sum + window[what], 0);
}
