/**
 * Why figures of a journey may not be the whole truth, whatever they are: answers whose status nobody named, requests that
 * nobody awaited, mistakes of the journey, a setup in which something went wrong (`setups.ts`). Each is a doubt: with one a claim is
 * at best unproven. What was disproven in spite of them stays so, except where what was checked or measured may have been made
 * of an answer that nobody awaited.
 */
import { countedIn, mainKind, WHOLE_JOURNEY } from '../evidence/counted.ts';
import type { Ledger } from '../evidence/ledger.ts';
import type { EvidenceRecord, RecordOf } from '../evidence/records.ts';
import { type Answer, noEvidence } from './answer.ts';
import { type CoveredPhase, inSetups, within } from './coverage.ts';
import { ledToLogin } from './led-to-login.ts';
import { doubtsOfSetups } from './setups.ts';
import { unreachedIn } from './unreached.ts';
import { many, naming, outOf } from './wording.ts';

export interface Doubts {
  readonly because: readonly string[];
  /** What is listed without being a doubt. */
  readonly notes: readonly string[];
  readonly records: readonly EvidenceRecord[];
}

/** What a read of something that is not there is answered with, which a journey may well do now and then. */
export const ABSENT: ReadonlySet<number> = new Set([404, 410]);
export const ABSENT_SHARE = 0.5;

/** About figures of requests: of one step, or of all of the journey. */
export function doubtsOfRequests(phases: readonly CoveredPhase[], step: string | null, ledger: Ledger): Doubts {
  const statuses = within(phases, ledger.of('statuses')).filter((record) => isAbout(record.step, step, phases, ledger));
  const told = [...Map.groupBy(statuses, ({ of, step: name, status }) => `${of} ${status} ${name}`).values()].map(
    (group) => statusText(group, phases, ledger),
  );
  const journey = doubtsOfJourney(phases, ledger);
  const login = ledToLogin(phases, (name) => isAbout(name, step, phases, ledger), ledger);
  return {
    because: [
      ...login.because,
      ...sharedName(phases, step, ledger),
      ...told.flatMap(({ text, isDoubt }) => (isDoubt ? [text] : [])),
      ...journey.because,
    ],
    notes: [...told.flatMap(({ text, isDoubt }) => (isDoubt ? [] : [text])), ...journey.notes],
    records: [...statuses, ...login.records, ...journey.records],
  };
}

/** That different kinds of things have the name that a claim gives, of which its figures are about one. */
function sharedName(phases: readonly CoveredPhase[], step: string | null, ledger: Ledger): string[] {
  if (step === null || step === WHOLE_JOURNEY) return [];
  const records = [...within(phases, ledger.of('window')), ...within(phases, ledger.of('unfinished'))];
  const named = records.filter((record) => record.step === step);
  const main = mainKind(named);
  const others = new Set(named.map(countedIn).filter((kind) => kind !== main));
  return [...others].map(
    (other) =>
      `'${step}' is the name of a ${main} and of a ${other}: the figures are those of the ${main}s; give each a name of its own`,
  );
}

/** About whatever is said of a journey. */
export function doubtsOfJourney(phases: readonly CoveredPhase[], ledger: Ledger): Doubts {
  const floating = within(phases, ledger.of('floating'));
  const mistakes = within(phases, ledger.of('errors')).filter(({ cause }) => cause === 'journey mistake');
  const setups = doubtsOfSetups(phases, ledger);
  return {
    because: [
      ...setups.because,
      ...[...Map.groupBy(floating, ({ step }) => step)].map(
        ([step, group]) =>
          `${many(sum(group), 'time')} '${step}' was still running when its iteration ended: it was not awaited`,
      ),
      ...[...Map.groupBy(mistakes, ({ example }) => example)]
        .slice(0, 3)
        .map(
          ([example, group]) =>
            `the journey itself failed ${many(sum(group), 'time')} after answers of which none had failed: ${example}`,
        ),
    ],
    notes: setups.notes,
    records: [...setups.records, ...floating, ...mistakes],
  };
}

/** Whether a mistake of the journey ended iterations, so that what they did not do is not the system's doing. */
export function hasJourneyMistake(phases: readonly CoveredPhase[], ledger: Ledger): boolean {
  return within(phases, ledger.of('errors')).some(({ cause }) => cause === 'journey mistake');
}

/** A disproof by what was checked or measured is none where nobody awaited the answer that it may have been made of. */
export function unlessFloating<A extends Omit<Answer, 'required'>>(
  answer: A,
  phases: readonly CoveredPhase[],
  ledger: Ledger,
): A {
  const floating = within(phases, ledger.of('floating'));
  if (answer.verdict !== 'disproven' || floating.length === 0) return answer;
  const what = `${naming(new Set(floating.map(({ step }) => step)))} was not awaited`;
  const because = [`${what}, so what was made of it may not be its answer`, ...answer.because];
  return { ...answer, verdict: 'unproven', because };
}

/** There was nothing to judge: what became of the journey may say why. */
export function nothingOf(required: string, because: string, phases: readonly CoveredPhase[], ledger: Ledger): Answer {
  const doubts = doubtsOfJourney(phases, ledger);
  const unreached = unreachedIn(phases, ledger);
  const answer = noEvidence(required, [because, ...doubts.because, ...unreached.because]);
  return unlessPlanMistaken({ ...answer, records: [...doubts.records, ...unreached.records] }, phases, ledger);
}

/** A journey with a mistake of the plan shows nothing: neither for the system nor against it. */
export function unlessPlanMistaken(answer: Answer, phases: readonly CoveredPhase[], ledger: Ledger): Answer {
  const all = ledger.of('plan-mistake');
  const mistakes = [...within(phases, all), ...inSetups(phases, all)];
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
    const answers =
      status === 0
        ? `${many(count, 'request')} inside the step '${step}' had no complete answer`
        : `${many(count, 'answer')} inside the step '${step}' had status ${status}`;
    return {
      text: `${answers}, and the step did not throw: throw an error in it if that is a failure, or use t.http with 'expect' if it is not`,
      isDoubt: true,
    };
  }
  const completed = sum(
    within(phases, ledger.of('window')).filter((window) => window.step === step && countedIn(window) !== 'step'),
  );
  if (!ABSENT.has(status)) {
    const named =
      status < 300
        ? "which does not say that it was done: where it means so, name it in 'expect'"
        : "which the plan names neither in 'expect' nor in 'redirects'";
    return { text: `${many(count, 'answer')} of '${step}' had status ${status}, ${named}`, isDoubt: true };
  }
  const text = `${outOf(count, Math.max(count, completed), 'answer')} of '${step}' had status ${status}`;
  return { text: `${text}: nothing was there to read`, isDoubt: count >= ABSENT_SHARE * completed };
}

function sum(records: readonly { readonly count: number }[]): number {
  return records.reduce((total, { count }) => total + count, 0);
}
