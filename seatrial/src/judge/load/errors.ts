/**
 * Judges an errors claim in each phase: failed completions as a share, or all phases together as a count. A journey that
 * throws fails without failing a request, and so does a message on an open stream or a `t.step`: where no step and no tag is named the
 * bound must be kept by those, and by the journey's own iterations, as well. Failures that are ours are counted neither as failures of the system nor as its successes.
 */
import { countedIn } from '../../evidence/counted.ts';
import { kindOfError } from '../../evidence/error-kinds.ts';
import type { Ledger } from '../../evidence/ledger.ts';
import type { Counted, RecordOf } from '../../evidence/records.ts';
import type { ErrorsClaim } from '../../plan/claims/claim.ts';
import { keeps, type Threshold } from '../../std/threshold.ts';
import { formatRatio } from '../../std/units.ts';
import { type Judge, verdictOn, withGaps } from '../answer.ts';
import { within } from '../coverage.ts';
import { doubtsOfRequests, unlessPlanMistaken } from '../doubts.ts';
import { demand, enoughForShare, isSingleAmongFew, madeDoWith, tooFew } from '../enough.ts';
import { ownFailures } from '../generator/own-failures.ts';
import { countsIn, errorsIn, type Measured, measured, onlyIterations } from '../measured.ts';
import { eachPhase, type JudgedPart, type PartAnswer, wholePart, worstOf } from '../parts.ts';
import { inPhases, most } from '../telling.ts';
import { many, outOf } from '../wording.ts';
import { type Hangs, hangsIn } from './hangs.ts';

interface Failures {
  readonly failed: number;
  readonly count: number;
  readonly noun: string;
}

/** Of the completions of one step, so many must fail before it is named beside a bound that the whole keeps. */
const FAILING_STEP = { share: 0.5, failed: 2 };
/** From this share of iterations in which something failed on, a share of requests is not the whole truth. */
const FAILING_ITERATIONS = 0.5;

export const judgeErrors: Judge<ErrorsClaim> = (claim, ledger) => {
  const evidence = measured(claim, 'rate', ledger);
  if ('verdict' in evidence) return evidence;
  const { threshold, phases, gaps } = evidence;
  const together = claim.pooled === true || threshold.aggregation === 'count';
  const parts = together ? wholePart(phases) : eachPhase(phases);
  const answers = parts.map((part) => [part, answerIn(part, evidence, claim, ledger)] as const);
  return unlessPlanMistaken(withGaps(worstOf(claim.threshold, answers), gaps), phases, ledger);
};

function answerIn(part: JudgedPart, evidence: Measured, claim: ErrorsClaim, ledger: Ledger): PartAnswer {
  const { threshold, kind } = evidence;
  const { windows, count, failed, records } = countsIn(evidence, part);
  const errors = errorsIn(evidence, part, claim.tags, ledger);
  const held = heldIn(part, evidence, windows, ledger);
  const mistakes = kind === 'iteration' ? totalOf(errors.filter(({ cause }) => cause === 'journey mistake')) : 0;
  const notTheirs = ownFailures(errors).count + mistakes + held.ours;
  const sent = { failed: failed - notTheirs, count: count - notTheirs, noun: kind };
  const iterations = evidence.isWhole && kind !== 'iteration' ? iterationsIn(part, ledger) : null;
  const threw = iterations && iterations.threw.failed > 0 ? [iterations.threw] : [];
  const beside = evidence.isWhole ? besideIn(part, kind, ledger) : NOTHING_BESIDE;
  const hangs = hangsIn(part, evidence, windows, errors, ledger);
  const doubts = doubtsOfRequests(part.phases, claim.step, ledger);
  const empty = kind === 'iteration' && claim.step === null ? [onlyIterations(claim.journey)] : [];

  // A journey may well throw when what it asked for was never sent: that is held against nobody.
  const ours = ownFailures([...errors, ...held.errors, ...beside.errors]);
  const judged = [sent, ...beside.failures, ...(ours.count === 0 ? threw : [])];
  const broken = judged.filter((failures) => !keeps(figureOf(failures, threshold), threshold));
  const few = samplesMissing(sent, broken, claim, threshold, hangs);
  const isUpper = threshold.operator.startsWith('<');
  const hidden =
    broken.length > 0 || !isUpper
      ? []
      : [...failingSteps(windows, errors, evidence), ...(iterations ? iterations.doubt(threshold) : [])];
  const shown = [...errors, ...beside.errors, ...(iterations?.errors ?? [])];
  const seen = [sent, ...beside.failures, ...threw].filter(({ count }) => count > 0);
  return {
    verdict: verdictOn(broken.length === 0, {
      excuses: few.excuses,
      doubts: [
        ...empty,
        ...few.doubts,
        ...ours.because,
        ...decidedByHangs(sent, hangs, threshold),
        ...hidden,
        ...doubts.because,
      ],
    }),
    observed: seen.length === 0 ? 'nothing' : seen.map(observed).join('; '),
    because: [
      ...ours.because,
      ...(broken.length === 0 ? empty : []),
      ...new Set([...few.excuses, ...few.doubts]),
      ...decidedByHangs(sent, hangs, threshold),
      ...hidden,
      ...doubts.because,
      ...held.sentences,
      ...reasons(shown, held.sentences.length > 0 ? [] : [broken[0] ?? sent]),
      ...(iterations?.sentences ?? []),
      ...(sent.count === 0 ? [] : hangs.because),
      ...few.notes,
      ...doubts.notes,
    ],
    records: [
      ...records,
      ...shown,
      ...hangs.records,
      ...doubts.records,
      ...beside.windows,
      ...(iterations?.windows ?? []),
    ],
    telling: inPhases(part, [...firstOfEach(shown), ...most(windows, ({ failed }) => failed)]),
    badness:
      Math.max(...judged.map((failures) => figureOf(failures, threshold))) *
      (threshold.operator.startsWith('>') ? -1 : 1),
  };
}

/** Whether there are samples enough to prove the bound, or to disprove it. */
function samplesMissing(
  sent: Failures,
  broken: readonly Failures[],
  claim: ErrorsClaim,
  threshold: Threshold,
  hangs: Hangs,
): { doubts: string[]; excuses: string[]; notes: string[] } {
  const needed = demand(claim.minSamples, enoughForShare(threshold));
  const { count, noun } = sent;
  const notes = madeDoWith(count, noun, needed);
  if (count === 0) {
    const none = [`no ${noun} was completed`, ...hangs.because].join(': ');
    return { doubts: [none], excuses: [none], notes };
  }
  const missing = count < needed.samples ? [tooFew(count, noun, needed, claim.threshold)] : [];
  const first = broken[0];
  if (!first) return { doubts: missing, excuses: [], notes };
  const isShare = threshold.aggregation === 'rate' && threshold.operator.startsWith('<');
  const lucky =
    isShare && broken.every((failures) => isSingleAmongFew(failures.failed, failures.count, threshold.bound))
      ? [
          `${outOf(1, first.count, first.noun)} failed; a share of ${formatRatio(threshold.bound)} cannot be told from so few`,
        ]
      : [];
  const early = needed.said && sent.failed < count ? missing : [];
  return { doubts: [], excuses: [...early, ...lucky], notes };
}

/** That a bound which was kept would be broken if what hung had failed, or had succeeded. */
function decidedByHangs(sent: Failures, hangs: Hangs, threshold: Threshold): string[] {
  const weight = threshold.aggregation === 'count' ? hangs.unfinished : hangs.weight;
  const isKept = (failures: Failures): boolean => keeps(figureOf(failures, threshold), threshold);
  if (weight <= 0 || sent.count === 0 || !isKept(sent)) return [];
  const failed = { ...sent, failed: sent.failed + weight, count: sent.count + weight };
  if (!isKept(failed) && threshold.aggregation === 'count')
    return [`had what hung failed, it would have been ${many(failed.failed, 'failure')}`];
  if (!isKept(failed)) {
    const share = formatRatio(failed.failed / failed.count);
    return [`had what hung failed, counted for what it kept from being made, ${share} would have failed`];
  }
  return isKept({ ...sent, count: failed.count }) ? [] : ['had what hung succeeded, the bound would be broken'];
}

function figureOf({ failed, count }: Failures, threshold: Threshold): number {
  return threshold.aggregation === 'count' ? failed : failed / count;
}

function observed({ failed, count, noun }: Failures): string {
  return `${outOf(failed, count, noun)} failed (${formatRatio(failed / count)})`;
}

const NOTHING_BESIDE = { failures: [], windows: [], errors: [] };

/**
 * What failed of another kind than the claim's figures are about: messages on streams and `t.step` blocks beside requests.
 * Kinds are never added up, for many of one would hide the other: each keeps the bound by itself. A step that failed
 * because a request in it did is not told twice.
 */
function besideIn(
  { phases }: JudgedPart,
  main: Counted,
  ledger: Ledger,
): { failures: Failures[]; windows: RecordOf<'window'>[]; errors: RecordOf<'errors'>[] } {
  const isBeside = (record: Pick<RecordOf<'window'>, 'of' | 'step'>): boolean =>
    countedIn(record) !== main && countedIn(record) !== 'iteration';
  const windows = within(phases, ledger.of('window')).filter(isBeside);
  const errors = within(phases, ledger.of('errors')).filter(isBeside);
  const failures = [...Map.groupBy(windows, countedIn)].map(([noun, group]): Failures => {
    const ours = ownFailures(errors.filter((error) => countedIn(error) === noun)).count;
    const failed = group.reduce((sum, window) => sum + window.failed - (window.requestFailed ?? 0), 0) - ours;
    return { failed, count: totalOf(group) - ours, noun };
  });
  return { failures: failures.filter(({ failed }) => failed > 0), windows, errors };
}

/** Of named steps or whole iterations: that requests in them failed, and how many may have done so by a failure of ours. */
function heldIn({ phases }: JudgedPart, { kind }: Measured, windows: readonly RecordOf<'window'>[], ledger: Ledger) {
  const requestFailed = windows.reduce((sum, window) => sum + (window.requestFailed ?? 0), 0);
  if (requestFailed === 0) return { ours: 0, errors: [], sentences: [] };
  const { count, records } = ownFailures(
    within(phases, ledger.of('errors')).filter(
      (error) => countedIn(error) === 'request' || countedIn(error) === 'message',
    ),
  );
  return {
    ours: Math.min(requestFailed, count),
    errors: records,
    sentences: [`${outOf(requestFailed, totalOf(windows), kind)} had a request that failed`],
  };
}

/** What became of whole iterations: those that threw, and those in which a request failed. */
function iterationsIn({ phases }: JudgedPart, ledger: Ledger) {
  const windows = within(phases, ledger.of('window')).filter((window) => countedIn(window) === 'iteration');
  const errors = within(phases, ledger.of('errors'))
    .filter((record) => countedIn(record) === 'iteration')
    .filter(({ cause }) => cause === 'journey threw' || cause === 'journey mistake');
  const failed = totalOf(errors.filter(({ cause }) => cause === 'journey threw'));
  const count = Math.max(failed, totalOf(windows));
  const requestFailed = windows.reduce((sum, window) => sum + (window.requestFailed ?? 0), 0);
  const sentence = `${outOf(requestFailed, count, 'iteration')} had a request that failed (${formatRatio(requestFailed / Math.max(1, count))})`;
  // A failed check fails an iteration as well, and has a claim of its own: at most so many failed by checks only.
  const checked = within(phases, ledger.of('checks')).reduce((sum, { fails }) => sum + fails, 0);
  const byOther = windows.reduce((sum, window) => sum + window.failed, 0) - failed - checked;
  return {
    windows,
    errors,
    threw: { failed, count, noun: 'iteration' },
    sentences: requestFailed > 0 ? [sentence] : [],
    doubt: (threshold: Threshold) => failingIterations({ requestFailed, byOther, count }, threshold),
  };
}

/** That most iterations had something that failed, although few of all that is counted did. */
function failingIterations(
  { requestFailed, byOther, count }: { requestFailed: number; byOther: number; count: number },
  threshold: Threshold,
): string[] {
  const failed = Math.max(requestFailed, byOther);
  if (threshold.aggregation !== 'rate' || failed <= 0 || failed < FAILING_ITERATIONS * count) return [];
  if (keeps(failed / count, threshold)) return [];
  const what = requestFailed >= byOther ? 'had a request that failed' : 'failed, and not by a check';
  return [`${outOf(failed, count, 'iteration')} ${what}: as a share of iterations, that would break the bound`];
}

/** Steps of which at least half failed, although the whole keeps the bound. */
function failingSteps(
  windows: readonly RecordOf<'window'>[],
  errors: readonly RecordOf<'errors'>[],
  { step }: Measured,
): string[] {
  if (step !== null) return [];
  const groups = [...Map.groupBy(windows, (window) => window.step)];
  return groups.flatMap(([name, group]) => {
    const ours = ownFailures(errors.filter((error) => error.step === name)).count;
    const count = totalOf(group) - ours;
    const failed = group.reduce((sum, window) => sum + window.failed, 0) - ours;
    if (groups.length === 1 || failed < FAILING_STEP.failed || failed < FAILING_STEP.share * count) return [];
    return [
      `step '${name}' failed ${failed.toLocaleString('en-US')} of ${many(count, 'time')}, although the whole keeps the bound`,
    ];
  });
}

function totalOf(records: readonly { readonly count: number }[]): number {
  return records.reduce((sum, { count }) => sum + count, 0);
}

/** Why they failed; where no error says so, how many did. */
/** The first record of each kind of error, that of the most frequent first. */
function firstOfEach(errors: readonly RecordOf<'errors'>[]): RecordOf<'errors'>[] {
  return kindsOf(errors)
    .slice(0, 5)
    .flatMap(({ first }) => first ?? []);
}

function reasons(errors: readonly RecordOf<'errors'>[], figures: readonly Failures[]): string[] {
  return errors.length > 0 ? causes(errors) : figures.filter(({ count }) => count > 0).map(observed);
}

/** Why they failed, most frequent first, each with what the first of them said. */
function causes(errors: readonly RecordOf<'errors'>[]): string[] {
  return kindsOf(errors)
    .slice(0, 5)
    .map(({ count, first }) => `${many(count, 'time')} ${first?.cause} at '${first?.step}': ${first?.example}`);
}

function kindsOf(errors: readonly RecordOf<'errors'>[]) {
  const kinds = Map.groupBy(errors, (record) => JSON.stringify([record.cause, record.step, kindOfError(record)]));
  return [...kinds.values()]
    .map((group) => ({ count: totalOf(group), first: group[0] }))
    .sort((a, b) => b.count - a.count);
}
