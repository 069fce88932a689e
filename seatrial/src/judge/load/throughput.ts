/**
 * Judges a throughput claim: successful completions, in all or per second of the load's time (`load-time.ts`), each load for
 * itself. A bound that was reached, or exceeded, is so however the generator was doing; one that was missed is held against
 * the system only if it was asked for that much. How the generator was doing is no excuse where answers failed and either
 * all completions reach the bound, or the schedule could not have reached it anyway.
 */
import { countedIn } from '../../evidence/counted.ts';
import type { Ledger } from '../../evidence/ledger.ts';
import type { ThroughputClaim } from '../../plan/claims/claim.ts';
import { keeps, type Threshold } from '../../std/threshold.ts';
import { formatRate, formatUs } from '../../std/units.ts';
import { type Judge, verdictOn, withGaps } from '../answer.ts';
import { within } from '../coverage.ts';
import { doubtsOfRequests, hasJourneyMistake, unlessPlanMistaken } from '../doubts.ts';
import { demand, FEWEST_OF_A_RATE, madeDoWith } from '../enough.ts';
import { generatorHealth } from '../generator/generator-health.ts';
import { ownFailures } from '../generator/own-failures.ts';
import { loadTime, togetherUs } from '../load-time.ts';
import { aggregationText, countsIn, errorsIn, type Measured, measured } from '../measured.ts';
import { eachLoad, type JudgedPart, type PartAnswer, wholePart, worstOf } from '../parts.ts';
import { many } from '../wording.ts';
import { hangsIn } from './hangs.ts';

export const judgeThroughput: Judge<ThroughputClaim> = (claim, ledger) => {
  const evidence = measured(claim, 'completions', ledger);
  if ('verdict' in evidence) return evidence;
  const { threshold, phases, gaps } = evidence;
  const together = claim.pooled === true || threshold.aggregation === 'count';
  const parts = together ? wholePart(phases) : eachLoad(phases, ledger);
  const answers = parts.map((part) => [part, answerIn(part, evidence, claim, ledger)] as const);
  return unlessPlanMistaken(withGaps(worstOf(claim.threshold, answers), gaps), phases, ledger);
};

function answerIn(part: JudgedPart, evidence: Measured, claim: ThroughputClaim, ledger: Ledger): PartAnswer {
  const { threshold, kind: noun } = evidence;
  const { windows, count, failed, records } = countsIn(evidence, part);
  const timeUs = togetherUs(part.phases.flatMap((phase) => loadTime(phase, ledger) ?? []));
  const done = count - failed;
  const counts = threshold.aggregation === 'count';
  const figureOf = (completed: number): number =>
    counts ? completed : timeUs > 0 ? (completed / timeUs) * 1e6 : Number.NaN;
  const value = figureOf(done);
  const kept = keeps(value, threshold);
  const wantsMore =
    threshold.operator.startsWith('>') || (threshold.operator.startsWith('=') && value < threshold.bound);
  const missed = !kept && wantsMore;
  const errors = errorsIn(evidence, part, claim.tags, ledger);
  const ours = ownFailures(errors);
  const theirs = { count: count - ours.count, failed: failed - ours.count };
  const noExcuse =
    missed && theirs.failed > 0 ? whyGeneratorIsNoExcuse(part, theirs, { threshold, figureOf }, ledger) : [];
  // However late the generator was, what completed did complete: that much is certain.
  const certain = kept === wantsMore || noExcuse.length > 0;
  const health = generatorHealth(part.phases, ledger);
  const troubles = health.troubles.map((trouble) => trouble.text);
  const doubts = doubtsOfRequests(part.phases, claim.step, ledger);
  const hangs = hangsIn(part, evidence, windows, errors, ledger);

  const few = tooFewForARate({ count, done, timeUs, noun }, claim, threshold);
  const open = keeps(figureOf(done + hangs.unfinished), threshold) === kept ? [] : ['what hung would decide it'];
  const general = [
    ...few.missing,
    ...open,
    ...(certain ? [] : troubles),
    ...(Number.isNaN(value) ? ['no time was measured, so there is no rate'] : []),
  ];
  const lost = missed && keeps(figureOf(done + ours.count), threshold) ? ours.because : [];
  const served = { failed: theirs.failed, counts };
  const excuses = [...general, ...lost, ...(missed ? excusesFor(part, evidence, served, ledger) : [])];
  const held = kept ? [...general, ...doubts.because] : [...excuses, ...doubts.because];
  return {
    verdict: verdictOn(kept, { excuses, doubts: held }),
    observed: `${aggregationText(threshold)} = ${counts ? many(done, noun) : formatRate(value)} of successful ${noun}s`,
    because: [
      ...held,
      `${many(done, noun)} succeeded in ${formatUs(timeUs)}${failed > 0 ? `, ${many(failed, noun)} failed` : ''}`,
      ...noExcuse,
      ...(certain ? troubles : []),
      ...hangs.because,
      ...few.notes,
      ...doubts.notes,
    ],
    records: [...records, ...health.records, ...hangs.records, ...doubts.records],
    badness: (value || 0) * (wantsMore ? -1 : 1),
  };
}

/** A rate of few completions is chance, unless its bound would have made many in that time. */
function tooFewForARate(
  { count, done, timeUs, noun }: { count: number; done: number; timeUs: number; noun: string },
  { minSamples, threshold: text }: ThroughputClaim,
  { aggregation, bound }: Threshold,
): { missing: string[]; notes: string[] } {
  if (count === 0) return { missing: [`no ${noun} was completed`], notes: [] };
  const needed = demand(minSamples, aggregation === 'count' ? 0 : FEWEST_OF_A_RATE);
  const notes = madeDoWith(done, noun, needed);
  const expected = aggregation === 'count' ? 0 : (bound * timeUs) / 1e6;
  if (Math.max(done, needed.said ? 0 : expected) >= needed.samples) return { missing: [], notes };
  const asked = needed.said
    ? `the claim asks for ${needed.samples}`
    : `${text} takes ${needed.samples}, or a time in which its bound makes as many`;
  return { missing: [`${many(done, noun)} succeeded in ${formatUs(timeUs)}, and ${asked}`], notes };
}

/** Why a bound that was missed may not be the system's doing. */
function excusesFor(
  part: JudgedPart,
  { gaps }: Measured,
  { failed, counts }: { failed: number; counts: boolean },
  ledger: Ledger,
): string[] {
  const excuses: string[] = [];
  if (counts && gaps.length > 0) excuses.push('what is missing could have made up the count');
  if (hasJourneyMistake(part.phases, ledger))
    excuses.push('mistakes of the journey ended iterations before their time');
  if (failed === 0 && servedAll(part, ledger)) {
    excuses.push(
      'the system did everything it was asked for; a higher rate in the plan would show whether it can do more',
    );
  }
  return excuses;
}

/** Why a bound that was missed while answers failed was not missed because the generator was slow; nothing where it may be. */
function whyGeneratorIsNoExcuse(
  part: JudgedPart,
  { count }: { count: number },
  { threshold, figureOf }: { threshold: Threshold; figureOf: (completed: number) => number },
  ledger: Ledger,
): string[] {
  const reaches = (figure: number): boolean => figure > threshold.bound || keeps(figure, threshold);
  if (reaches(figureOf(count))) {
    return ['with those that failed the bound would have been reached, so the load generator was fast enough'];
  }
  // An iteration may end early when something in it fails; those that did not fail made no more than this, on average.
  const { due, completed, failed } = iterationsIn(part, ledger);
  const most = figureOf(completed > failed ? (due * count) / (completed - failed) : Number.POSITIVE_INFINITY);
  if (!(most < threshold.bound)) return [];
  return ['the schedule asked for less than the bound, so the load generator is not why it was missed'];
}

/** Whether a schedule set the pace, and every iteration that fell due was completed. */
function servedAll(part: JudgedPart, ledger: Ledger): boolean {
  const { due, completed } = iterationsIn(part, ledger);
  return completed >= due;
}

/** How many iterations fell due, infinitely many where no schedule set the pace, and what became of them. */
function iterationsIn({ phases }: JudgedPart, ledger: Ledger): { due: number; completed: number; failed: number } {
  const arrivals = within(phases, ledger.of('arrivals'));
  const windows = within(phases, ledger.of('window')).filter((window) => countedIn(window) === 'iteration');
  const paced = arrivals.length > 0 && arrivals.every(({ due }) => due !== null);
  return {
    due: paced ? arrivals.reduce((sum, { due }) => sum + (due ?? 0), 0) : Number.POSITIVE_INFINITY,
    completed: windows.reduce((sum, { count }) => sum + count, 0),
    failed: windows.reduce((sum, { failed }) => sum + failed, 0),
  };
}
