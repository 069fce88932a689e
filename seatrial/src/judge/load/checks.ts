/**
 * Judges a checks claim: the share of passes in each phase. A check that never ran is unproven. Reading back has checks only
 * where the plan gives it some, so one without is left out unless the claim names it. To be proven, the share must be kept
 * even if what iterations that threw or hung did not come to check had failed (`unreached.ts`).
 */
import type { Ledger } from '../../evidence/ledger.ts';
import type { RecordOf } from '../../evidence/records.ts';
import type { ChecksClaim } from '../../plan/claims/claim.ts';
import { keeps, parseThreshold, type Threshold } from '../../std/threshold.ts';
import { formatRatio } from '../../std/units.ts';
import { type Judge, noEvidence, verdictOn, withGaps } from '../answer.ts';
import { type CoveredPhase, coverage, within } from '../coverage.ts';
import { doubtsOfJourney, nothingOf, unlessFloating, unlessPlanMistaken } from '../doubts.ts';
import { demand, enoughForShare, isSingleAmongFew, madeDoWith, tooFew } from '../enough.ts';
import { unlessGeneratorFailed } from '../generator/own-failures.ts';
import { eachPhase, type JudgedPart, type PartAnswer, wholePart, worstOf } from '../parts.ts';
import { inPhases, most } from '../telling.ts';
import { type Unreached, unreachedIn } from '../unreached.ts';
import { many, naming, outOf } from '../wording.ts';
import { returnedEarly } from './returned-early.ts';

export const judgeChecks: Judge<ChecksClaim> = (claim, ledger) => {
  const subject = claim.check === null ? `checks of '${claim.journey}'` : `check '${claim.check}'`;
  const required = `at least ${claim.atLeast} of ${subject} pass`;
  const bound = parseThreshold(`rate>=${claim.atLeast}`, 'rate');
  if (!bound.ok) return noEvidence(required, [`the bound cannot be read: ${bound.problem}; ${bound.hint}`]);
  const { phases, gaps } = coverage(claim, ledger);
  const all = within(phases, ledger.of('checks'));
  const records = all.filter((record) => claim.check === null || record.check === claim.check);
  if (sum(records, 'fails') + sum(records, 'passes') === 0) {
    return withGaps(nothingOf(required, neverRan(subject, all), phases, ledger), gaps);
  }
  const judged = claim.during.length > 0 ? phases : phases.filter((phase) => isChecked(phase, records));
  const parts = claim.pooled === true ? wholePart(judged) : eachPhase(judged);
  const answers = parts.map(
    (part) => [part, answerIn(part, { claim, subject, all, records, threshold: bound.threshold }, ledger)] as const,
  );
  return unlessPlanMistaken(withGaps(worstOf(required, answers), gaps), phases, ledger);
};

interface Evidence {
  readonly claim: ChecksClaim;
  readonly subject: string;
  readonly all: readonly RecordOf<'checks'>[];
  readonly records: readonly RecordOf<'checks'>[];
  readonly threshold: Threshold;
}

function answerIn(part: JudgedPart, { claim, subject, all, records, threshold }: Evidence, ledger: Ledger): PartAnswer {
  const own = within(part.phases, records);
  const fails = sum(own, 'fails');
  const total = fails + sum(own, 'passes');
  const phaseRecords = part.phases.flatMap((phase) => phase.records);
  if (total === 0) {
    const because = [neverRan(subject, within(part.phases, all))];
    return { verdict: 'unproven', observed: 'nothing', because, records: phaseRecords, badness: 0 };
  }
  const kept = keeps((total - fails) / total, threshold);
  const needed = demand(claim.minSamples, enoughForShare(threshold));
  const few = total < needed.samples ? [tooFew(total, 'check', needed, `at least ${claim.atLeast}`)] : [];
  const lucky = isSingleAmongFew(fails, total, 1 - threshold.bound)
    ? [`${outOf(1, total, 'check')} failed; a share of ${claim.atLeast} cannot be told from so few`]
    : [];
  const excuses = kept ? [] : [...lucky, ...(needed.said && fails < total ? few : [])];
  const doubts = doubtsOfJourney(part.phases, ledger);
  const unreached = unreachedIn(part.phases, ledger);
  const missing = kept ? missingChecks({ passes: total - fails, total }, unreached, threshold) : [];
  const early = kept ? returnedEarly(part.phases, own, ledger) : [];
  const answer: PartAnswer = {
    verdict: verdictOn(kept, { excuses, doubts: [...few, ...missing, ...early, ...doubts.because] }),
    observed: `${outOf(fails, total, 'check')} failed (${formatRatio(fails / total)})`,
    because: [
      ...(kept ? few : excuses),
      ...missing,
      ...early,
      ...doubts.because,
      ...(fails === 0 ? [passed(total)] : worstChecks(own)),
      ...(missing.length > 0 ? [] : unreached.because),
      ...madeDoWith(total, 'check', needed),
    ],
    records: [...phaseRecords, ...own, ...doubts.records, ...unreached.records],
    telling: inPhases(
      part,
      most(own, ({ fails }) => fails),
    ),
    badness: fails / total,
  };
  return unlessFloating(unlessGeneratorFailed(answer, part.phases, ledger), part.phases, ledger);
}

/** That the share would be broken had every check that iterations did not come to failed. */
function missingChecks(
  { passes, total }: { passes: number; total: number },
  unreached: Unreached,
  threshold: Threshold,
): string[] {
  const missing = unreached.samples(total);
  if (unreached.count === 0 || keeps(passes / (total + missing), threshold)) return [];
  const share = formatRatio(passes / (total + missing));
  const had = `had the ${many(missing, 'check')} that they may not have made failed, ${share} would have passed`;
  return unreached.because.map((sentence) => `${sentence}; ${had}`);
}

/** Reading back without a check of its own is no phase to judge. */
function isChecked(phase: CoveredPhase, records: readonly RecordOf<'checks'>[]): boolean {
  return phase.action !== 'read-back' || within([phase], records).length > 0;
}

function passed(total: number): string {
  return total === 1 ? 'the one check that ran passed' : `all ${many(total, 'check')} passed`;
}

function neverRan(subject: string, others: readonly RecordOf<'checks'>[]): string {
  const names = new Set(others.map((record) => record.check));
  return `${subject} never ran${names.size > 0 ? `; what ran: ${naming(names)}` : ''}`;
}

/** The failing checks, most failures first, each with what its first failure said. */
function worstChecks(records: readonly RecordOf<'checks'>[]): string[] {
  return [...Map.groupBy(records, (record) => record.check)]
    .map(([check, group]) => ({ check, group, fails: sum(group, 'fails') }))
    .filter(({ fails }) => fails > 0)
    .sort((a, b) => b.fails - a.fails)
    .slice(0, 5)
    .map(({ check, group, fails }) => {
      const example = group.find((record) => record.example !== undefined)?.example;
      const ran = fails + sum(group, 'passes');
      return `'${check}' failed ${fails.toLocaleString('en-US')} of ${many(ran, 'time')}${example ? `: ${example}` : ''}`;
    });
}

function sum(records: readonly RecordOf<'checks'>[], field: 'passes' | 'fails'): number {
  return records.reduce((total, record) => total + record[field], 0);
}
