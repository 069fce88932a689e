/**
 * Why figures of a journey may not be the whole truth, whatever they are: answers whose status nobody named, requests that
 * nobody awaited, mistakes of the journey, a setup of which a request failed. Each is a doubt: with one a claim is at best
 * unproven. What was disproven in spite of them stays so.
 */
import { countedIn, WHOLE_JOURNEY } from '../evidence/counted.ts';
import type { Ledger } from '../evidence/ledger.ts';
import type { EvidenceRecord, RecordOf } from '../evidence/records.ts';
import type { Answer } from './answer.ts';
import { type CoveredPhase, type OnePhase, within } from './coverage.ts';
import { many, naming, outOf } from './wording.ts';

export interface Doubts {
  readonly because: readonly string[];
  /** What is listed without being a doubt. */
  readonly notes: readonly string[];
  readonly records: readonly EvidenceRecord[];
}

/** What a read of something that is not there is answered with, which a journey may well do now and then. */
const ABSENT: ReadonlySet<number> = new Set([404, 410]);
const ABSENT_SHARE = 0.5;

/** About figures of requests: of one step, or of all of the journey. */
export function doubtsOfRequests(phases: readonly CoveredPhase[], step: string | null, ledger: Ledger): Doubts {
  const statuses = within(phases, ledger.of('statuses')).filter((record) => isAbout(record.step, step, phases, ledger));
  const told = [...Map.groupBy(statuses, ({ of, step: name, status }) => `${of} ${status} ${name}`).values()].map(
    (group) => statusText(group, phases, ledger),
  );
  const setup = setupFailures(phases, ledger);
  const journey = doubtsOfJourney(phases, ledger);
  return {
    because: [...told.flatMap(({ text, isDoubt }) => (isDoubt ? [text] : [])), ...setup.because, ...journey.because],
    notes: told.flatMap(({ text, isDoubt }) => (isDoubt ? [] : [text])),
    records: [...statuses, ...setup.records, ...journey.records],
  };
}

/** About whatever is said of a journey. */
export function doubtsOfJourney(phases: readonly CoveredPhase[], ledger: Ledger): Doubts {
  const floating = within(phases, ledger.of('floating'));
  const mistakes = within(phases, ledger.of('errors')).filter(({ cause }) => cause === 'journey mistake');
  return {
    because: [
      ...[...Map.groupBy(floating, ({ step }) => step)].map(
        ([step, group]) =>
          `${many(sum(group), 'time')} '${step}' was still running when its iteration ended: nobody awaited it`,
      ),
      ...[...Map.groupBy(mistakes, ({ example }) => example)]
        .slice(0, 3)
        .map(
          ([example, group]) =>
            `the journey itself failed ${many(sum(group), 'time')} after answers of which none had failed: ${example}`,
        ),
    ],
    notes: [],
    records: [...floating, ...mistakes],
  };
}

/** Whether a mistake of the journey ended iterations, so that what they did not do is not the system's doing. */
export function mistakesIn(phases: readonly CoveredPhase[], ledger: Ledger): boolean {
  return within(phases, ledger.of('errors')).some(({ cause }) => cause === 'journey mistake');
}

/** A journey with a mistake of the plan shows nothing: neither for the system nor against it. */
export function unlessPlanMistaken(answer: Answer, phases: readonly CoveredPhase[], ledger: Ledger): Answer {
  const setups = setupsOf(phases);
  const mistakes = [phases, setups].flatMap((where) => within(where, ledger.of('plan-mistake')));
  if (mistakes.length === 0) return answer;
  const told = [...new Set(mistakes.map(({ what, where }) => `${where === null ? '' : `${where}: `}${what}`))];
  return {
    ...answer,
    verdict: 'unproven',
    because: [...told.slice(0, 3).map((text) => `the plan has a mistake: ${text}`), ...answer.because],
    records: [...answer.records, ...mistakes],
  };
}

/** A named block or a whole iteration is made of requests; which ones is not recorded, so all of them count. */
function isAbout(name: string, step: string | null, phases: readonly CoveredPhase[], ledger: Ledger): boolean {
  if (step === null || step === WHOLE_JOURNEY || name === step) return true;
  const named = within(phases, ledger.of('window')).filter((window) => window.step === step);
  return named.length > 0 && named.every((window) => countedIn(window) === 'step');
}

function statusText(
  group: readonly RecordOf<'statuses'>[],
  phases: readonly CoveredPhase[],
  ledger: Ledger,
): { text: string; isDoubt: boolean } {
  const { of, step, status } = group[0] as RecordOf<'statuses'>;
  const count = sum(group);
  if (of === 'step') {
    const answers = `${many(count, 'answer')} inside the step '${step}' had status ${status}`;
    return {
      text: `${answers}, and the step returned all the same: throw there where that is a failure, ask with t.http and 'expect' where it is none`,
      isDoubt: true,
    };
  }
  const completed = sum(
    within(phases, ledger.of('window')).filter((window) => window.step === step && countedIn(window) !== 'step'),
  );
  if (!ABSENT.has(status)) {
    const named = "which the plan names neither in 'expect' nor in 'redirects'";
    return { text: `${many(count, 'answer')} of '${step}' had status ${status}, ${named}`, isDoubt: true };
  }
  const text = `${outOf(count, Math.max(count, completed), 'answer')} of '${step}' had status ${status}`;
  return { text: `${text}: nothing was there to read`, isDoubt: count >= ABSENT_SHARE * completed };
}

function setupFailures(phases: readonly CoveredPhase[], ledger: Ledger): Pick<Doubts, 'because' | 'records'> {
  const failing = within(setupsOf(phases), ledger.of('window')).filter(
    (window) => window.failed > 0 && countedIn(window) !== 'iteration',
  );
  const count = failing.reduce((total, { failed }) => total + failed, 0);
  if (count === 0) return { because: [], records: [] };
  const steps = new Set(failing.map(({ step }) => step));
  const text = `${many(count, 'request')} of the setup failed (${naming(steps)})`;
  return { because: [`${text}: what the journey did after it may not be what users do`], records: failing };
}

/** What a setup did is recorded as a journey of its own. */
function setupsOf(phases: readonly CoveredPhase[]): readonly OnePhase[] {
  return phases.map(({ name, journey }) => ({ name, journey: `${journey} setup` }));
}

function sum(records: readonly { readonly count: number }[]): number {
  return records.reduce((total, { count }) => total + count, 0);
}
